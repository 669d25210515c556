import { AsyncLocalStorage } from 'node:async_hooks'
import type { ImageKey } from '@imageattach/core'
import { FileSystemStore } from './file-system-store.js'
import { type FastifyFiles, serveFastify } from './serving/serve-fastify.js'
import { serveFetch } from './serving/serve-fetch.js'
import { type HonoFiles, serveHono } from './serving/serve-hono.js'
import { type NodeHandler, serveNode } from './serving/serve-node.js'
import { normalizePrefix, type ServeOptions } from './serving/serve-options.js'

/** Options of {@link HttpExposedFileSystemStore}. */
export interface HttpExposedFileSystemStoreOptions extends Omit<ServeOptions, 'prefix'> {
  /** Names the store in rows; never changed once rows name it. Default `local`. */
  readonly name?: string
  /** The folder that holds the files. The first write makes it. */
  readonly path: string
  /** What the paths of the files' URLs start with. Default `__images__`. */
  readonly prefix?: string
  /**
   * What stands before the prefix in URLs, `https://www.example.com`: a text, or a function that is asked each time.
   * Default: nothing, so that URLs start with `/` and are right on every page of the same host. It is never learnt
   * from a request: the `Host` header is the client's to choose.
   */
  readonly hostUrl?: string | (() => string)
}

/**
 * A folder that the application itself shows: a {@link FileSystemStore} that knows its URLs, with the handlers that
 * serve them.
 *
 * ```ts
 * import { createServer } from 'node:http'
 * import { HttpExposedFileSystemStore } from '@imageattach/store-fs'
 *
 * export const store = new HttpExposedFileSystemStore({ path: '/srv/images', hostUrl: 'https://www.example.com' })
 *
 * const serveFiles = store.serveNode()
 * createServer((request, response) => {
 *   serveFiles(request, response, () => response.end('Everything else.'))
 * }).listen(8080)
 * ```
 */
export class HttpExposedFileSystemStore extends FileSystemStore {
  /** The host is that of the request for which images are loaded. */
  override readonly hasPlainUrls = false
  readonly #serveOptions: ServeOptions
  readonly #hostUrl: () => string
  readonly #hostContext = new AsyncLocalStorage<string>()

  constructor({ name, path, hostUrl = '', prefix = '__images__', ...options }: HttpExposedFileSystemStoreOptions) {
    const baseUrl = normalizePrefix(prefix)
    super({ ...(name !== undefined && { name }), path, baseUrl })
    this.#serveOptions = { ...options, prefix: baseUrl }
    if (typeof hostUrl === 'string') {
      const fixed = checkHostUrl(hostUrl)
      this.#hostUrl = () => fixed
    } else this.#hostUrl = () => checkHostUrl(hostUrl())
  }

  override getUrl(key: ImageKey): string {
    return (this.#hostContext.getStore() ?? this.#hostUrl()) + super.getUrl(key)
  }

  /**
   * Runs `work` with another host URL, also across awaits: for an application that answers under several hosts, each
   * checked against a list of its own.
   */
  hostContext<TResult>(hostUrl: string, work: () => TResult): TResult {
    return this.#hostContext.run(checkHostUrl(hostUrl), work)
  }

  /** A handler for `node:http`, and a middleware for Express and Connect. */
  serveNode(): NodeHandler {
    return serveNode(this, this.#serveOptions)
  }

  /** A plugin for Fastify. */
  serveFastify(): FastifyFiles {
    return serveFastify(this, this.#serveOptions)
  }

  /** A middleware for Hono. */
  serveHono(): HonoFiles {
    return serveHono(this, this.#serveOptions)
  }

  /** A function from requests to responses. */
  serveFetch(): (request: Request) => Promise<Response> {
    return serveFetch(this, this.#serveOptions)
  }
}

/** The URL without a slash at its end. Throws `TypeError` for what could not stand before a path. */
function checkHostUrl(hostUrl: string): string {
  if (hostUrl === '') return ''
  const url = URL.parse(hostUrl)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && !/[?#@\\]/.test(hostUrl)
  if (isPlain) return url.href.replace(/\/$/, '')
  throw new TypeError(
    `Host URL ${JSON.stringify(hostUrl)} cannot stand before a path: give one like https://www.example.com`,
  )
}
