import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FileAnswer } from './file-answer.js'
import { createFileServer } from './file-server.js'
import type { ServableStore } from './servable-store.js'
import type { ServeOptions } from './serve-options.js'
import { smallChunks } from './spare-chunks.js'
import { isUnwrapped, writeBytes } from './write-bytes.js'

/** A handler for `node:http`, and a middleware for Express and Connect. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void

/**
 * Serves the files of a store by `node:http`, Express or Connect. What is not below the prefix goes to `next`; without
 * one it is answered by 404.
 *
 * ```ts
 * import { createServer } from 'node:http'
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import { serveNode } from '@imageattach/store-fs/http'
 *
 * const store = new FileSystemStore({ path: '/srv/images', baseUrl: 'https://images.example.com/' })
 *
 * createServer(serveNode(store, { prefix: '/' })).listen(8080)
 * ```
 */
export function serveNode(store: ServableStore, options: ServeOptions): NodeHandler {
  const server = createFileServer(store, options)
  return (request, response, next = () => refuse(response)) => {
    let chunk: Uint8Array<ArrayBuffer> | undefined
    const answering = server({
      method: request.method ?? '',
      target: targetOf(request),
      header: name => headerOf(request, name),
      allocate(length) {
        chunk = smallChunks.take()
        return chunk.subarray(0, length)
      },
    })
    if (answering === undefined) {
      next()
      return
    }
    answering
      .then(answer => send(response, answer, chunk))
      // The length was announced: nothing but the end of the connection tells that the rest is missing.
      .catch(() => response.destroy())
  }
}

/** @param chunk - the memory of a small body, to be used again */
async function send(
  response: ServerResponse,
  { status, headers, body }: FileAnswer,
  chunk: Uint8Array<ArrayBuffer> | undefined,
): Promise<void> {
  const bytes = body instanceof Uint8Array ? undefined : body
  try {
    if (response.headersSent || response.destroyed) return
    // Everybody who asks a cache would get the cookie of whoever asked first.
    response.removeHeader('Set-Cookie')
    response.writeHead(status, headers)
    if (bytes) await writeBytes(response, bytes)
    else if (chunk && isUnwrapped(response)) response.end(body, () => smallChunks.give(chunk))
    else response.end(body)
  } finally {
    await bytes?.close()
  }
}

/** Express and Connect cut off what a router is mounted at; links to files have it. */
function targetOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? ''
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n')
}
