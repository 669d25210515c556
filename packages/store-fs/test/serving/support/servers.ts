import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { afterEach, vi } from 'vitest'
import {
  type ServableStore,
  type ServeOptions,
  serveFastify,
  serveFetch,
  serveHono,
  serveNode,
} from '../../../src/http.js'

// Sockets on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** What an application answers to all that is none of our files. */
export const elsewhere = 299

/** Starts a server of each kind, with an application behind the files that answers everything else by `elsewhere`. */
export const adapters = {
  async node(store: ServableStore, options: ServeOptions): Promise<number> {
    const serve = serveNode(store, options)
    return listen(
      createServer((request, response) => {
        serve(request, response, () => response.writeHead(elsewhere).end())
      }),
    )
  },

  async express(store: ServableStore, options: ServeOptions): Promise<number> {
    const app = express()
    app.use(serveNode(store, options))
    app.use((_request, response) => {
      response.sendStatus(elsewhere)
    })
    return listen(createServer(app))
  },

  async fastify(store: ServableStore, options: ServeOptions): Promise<number> {
    const fastify = Fastify()
    fastify.register(serveFastify(store, options))
    fastify.setNotFoundHandler(async (_request, reply) => {
      reply.code(elsewhere)
      return ''
    })
    await fastify.ready()
    return listen(fastify.server)
  },

  async hono(store: ServableStore, options: ServeOptions): Promise<number> {
    const app = new Hono().use(serveHono(store, options))
    app.all('*', () => new Response(null, { status: elsewhere }))
    return listen(createAdaptorServer({ fetch: app.fetch }) as Server) // no TLS, no HTTP/2
  },

  async fetch(store: ServableStore, options: ServeOptions): Promise<number> {
    return listen(createAdaptorServer({ fetch: serveFetch(store, options) }) as Server) // as above
  },
} as const

/** The names of the adapters, for `describe.each`. */
export const adapterNames = Object.keys(adapters) as (keyof typeof adapters)[] // its own keys

const servers: Server[] = []

/** Lets a server listen on a free port until the test has ended. */
export async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port // it listens on a port
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})
