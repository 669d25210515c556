import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createApp } from './app.js'
import { openPlayground, type PlaygroundOptions } from './playground.js'
import { startReaper } from './reaper.js'

export interface StartOptions extends PlaygroundOptions {
  /** 0 takes any that is free. */
  readonly port: number
  /** The folder of the built page. */
  readonly web: string
}

/** A playground that answers. */
export interface RunningPlayground extends AsyncDisposable {
  readonly url: string
}

/** Opens the playground and listens, for this machine alone. */
export async function start(options: StartOptions): Promise<RunningPlayground> {
  const playground = await openPlayground(options)
  const app = createApp(playground, options)
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port }) as Server // no other was asked for
  try {
    await listening(server)
  } catch (error) {
    await playground[Symbol.asyncDispose]()
    throw error
  }
  const reaper = startReaper(playground)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port, not on a pipe
    async [Symbol.asyncDispose]() {
      reaper[Symbol.dispose]()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await playground[Symbol.asyncDispose]()
    },
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    if (server.listening) resolve()
    server.once('listening', resolve)
    server.once('error', reject)
  })
}
