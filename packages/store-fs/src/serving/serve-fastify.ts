import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServableStore } from './servable-store.js'
import { serveNode } from './serve-node.js'
import type { ServeOptions } from './serve-options.js'

/** A plugin for Fastify, in as much of Fastify's types as it needs. */
export type FastifyFiles = (fastify: FastifyHost) => Promise<void>

/** What the plugin does with an instance of Fastify. */
export interface FastifyHost {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): unknown },
      done: () => void,
    ) => void,
  ): unknown
}

/**
 * Serves the files of a store by Fastify, before its router, which would decode paths in its own way.
 *
 * ```ts
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import { serveFastify } from '@imageattach/store-fs/http'
 * import Fastify from 'fastify'
 *
 * const store = new FileSystemStore({ path: '/srv/images', baseUrl: '/pictures/' })
 *
 * export const fastify = Fastify()
 * fastify.register(serveFastify(store, { prefix: '/pictures/' }))
 * ```
 */
export function serveFastify(store: ServableStore, options: ServeOptions): FastifyFiles {
  const handle = serveNode(store, options)
  const plugin: FastifyFiles = async fastify => {
    fastify.addHook('onRequest', (request, reply, done) => {
      let isOurs = true
      handle(request.raw, reply.raw, () => {
        isOurs = false
      })
      if (isOurs) reply.hijack()
      else done()
    })
  }
  // Else the hook would only see the routes that the plugin defines, of which there are none.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}
