import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Playground } from '../playground.js'

/** Tells what is at work, for as long as somebody listens. */
export function taskRoutes({ tasks }: Playground): Hono {
  return new Hono().get('/', c =>
    streamSSE(c, async stream => {
      const left = new AbortController()
      stream.onAbort(() => left.abort())
      for await (const views of tasks.changes(left.signal)) await stream.writeSSE({ data: JSON.stringify(views) })
    }),
  )
}
