import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { createApp } from '../../server/app.js'
import { openPlayground, type Playground, type PlaygroundOptions } from '../../server/playground.js'
import type { ActionResult, State } from '../../server/protocol.js'

/** A playground in a folder of its own, asked without a network. */
export interface TestPlayground extends AsyncDisposable {
  readonly playground: Playground
  readonly app: Hono
  state(): Promise<State>
  send(method: string, path: string, body?: Body | object, headers?: Record<string, string>): Promise<TestAnswer>
}

type Body = NonNullable<RequestInit['body']>

export interface TestAnswer extends ActionResult {
  readonly status: number
}

export async function openTestPlayground(options: Omit<PlaygroundOptions, 'data'> = {}): Promise<TestPlayground> {
  const data = await mkdtemp(join(tmpdir(), 'playground-'))
  const playground = await openPlayground({ data, ...options })
  const app = createApp(playground, { web: data })
  return {
    playground,
    app,
    async state() {
      return (await (await app.request('/api/state')).json()) as State
    },
    async send(method, path, body, headers = {}) {
      const isJson = body !== undefined && Object.getPrototypeOf(body) === Object.prototype
      const response = await app.request(`/api${path}`, {
        method,
        headers,
        duplex: 'half',
        ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as Body) }),
      })
      return { status: response.status, ...((await response.json()) as ActionResult) }
    },
    async [Symbol.asyncDispose]() {
      await playground[Symbol.asyncDispose]()
      await rm(data, { recursive: true })
    },
  }
}
