import type { ServableStore } from './servable-store.js'
import { answerRequests } from './serve-fetch.js'
import type { ServeOptions } from './serve-options.js'

/** A middleware for Hono, in as much of Hono's types as it needs. */
export type HonoFiles = (
  context: { readonly req: { readonly raw: Request } },
  next: () => Promise<void>,
) => Promise<Response | undefined>

/**
 * Serves the files of a store by Hono. What is not below the prefix goes to the next handler.
 *
 * ```ts
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import { serveHono } from '@imageattach/store-fs/http'
 * import { Hono } from 'hono'
 *
 * const store = new FileSystemStore({ path: '/srv/images', baseUrl: '/pictures/' })
 *
 * export const app = new Hono().use(serveHono(store, { prefix: '/pictures/' }))
 * ```
 */
export function serveHono(store: ServableStore, options: ServeOptions): HonoFiles {
  const answer = answerRequests(store, options)
  return async (context, next) => {
    const answering = answer(context.req.raw)
    if (answering === undefined) await next()
    return answering
  }
}
