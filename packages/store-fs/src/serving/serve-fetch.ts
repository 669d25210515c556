import type { FileAnswer } from './file-answer.js'
import { createFileServer } from './file-server.js'
import type { ServableStore, ServedBytes } from './servable-store.js'
import type { ServeOptions } from './serve-options.js'

/**
 * Serves the files of a store by any server that speaks `Request` and `Response`. What is not below the prefix is
 * answered by 404.
 *
 * ```ts
 * import { serveFetch } from '@imageattach/store-fs/http'
 * import { MemoryStore } from '@imageattach/store-memory'
 *
 * const store = new MemoryStore({ baseUrl: '/pictures/' })
 *
 * export const handler = { fetch: serveFetch(store, { prefix: '/pictures/' }) }
 * ```
 */
export function serveFetch(store: ServableStore, options: ServeOptions): (request: Request) => Promise<Response> {
  const answer = answerRequests(store, options)
  return async request => (await answer(request)) ?? new Response('There is nothing here.\n', { status: 404 })
}

/** The same for whoever has something else to answer: `undefined`, at once, for what is not below the prefix. */
export function answerRequests(
  store: ServableStore,
  options: ServeOptions,
): (request: Request) => Promise<Response> | undefined {
  const server = createFileServer(store, options)
  return request => {
    const { pathname, search } = new URL(request.url)
    return server({
      method: request.method,
      target: pathname + search,
      header: name => request.headers.get(name) ?? undefined,
    })?.then(responseOf)
  }
}

function responseOf({ status, headers, body }: FileAnswer): Response {
  const init = { status, headers }
  return new Response(body === undefined || body instanceof Uint8Array ? body : streamOf(body), init)
}

const chunkLength = 64 * 1024

/** Nothing is read before somebody asks; a failure fails the stream, and with it the connection. */
function streamOf(bytes: ServedBytes): ReadableStream<Uint8Array> {
  let isCancelled = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const part = await bytes.next(new Uint8Array(chunkLength))
          if (isCancelled) return
          if (part.length > 0) {
            controller.enqueue(part)
            return
          }
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        await bytes.close()
      },
      cancel() {
        isCancelled = true
        return bytes.close()
      },
    },
    { highWaterMark: 0 },
  )
}
