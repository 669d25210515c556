import type { ServerResponse } from 'node:http'
import type { ServedBytes } from './servable-store.js'
import { largeChunks } from './spare-chunks.js'

/** Writes bytes as fast as the client takes them, and ends the response; returns early when the client has gone. */
export async function writeBytes(response: ServerResponse, bytes: ServedBytes): Promise<void> {
  const isOurs = isUnwrapped(response)
  const chunk = isOurs ? largeChunks.take() : undefined
  while (!hasGone(response)) {
    const part = await bytes.next(chunk ?? largeChunks.fresh())
    if (hasGone(response)) return
    if (part.length === 0) {
      if (chunk) largeChunks.give(chunk)
      response.end()
      return
    }
    await (isOurs ? written(response, part) : drained(response, part))
  }
}

/**
 * Whether memory can be used again when the response calls back. A middleware that compresses puts methods of its own
 * on the response, which may keep what they are given, and call nobody back.
 */
export function isUnwrapped(response: ServerResponse): boolean {
  return !Object.hasOwn(response, 'write') && !Object.hasOwn(response, 'end')
}

function hasGone(response: ServerResponse): boolean {
  // A response that waits behind another one of its connection has no socket of its own yet.
  return response.destroyed || response.req.socket.destroyed
}

/** Waits until the system has taken the bytes, so that their memory can be used again, or the client has gone. */
function written(response: ServerResponse, part: Uint8Array): Promise<void> {
  return orGone(response, resolve => {
    response.write(part, resolve)
  })
}

/** Waits until there is room for more, or the client has gone. */
function drained(response: ServerResponse, part: Uint8Array): Promise<void> {
  return orGone(response, resolve => {
    if (response.write(part)) resolve()
    else response.once('drain', resolve)
  })
}

function orGone(response: ServerResponse, work: (resolve: () => void) => void): Promise<void> {
  const { socket } = response.req
  return new Promise<void>(resolve => {
    response.once('close', done)
    socket.once('close', done)
    work(done)

    function done(): void {
      response.off('close', done)
      response.off('drain', done)
      socket.off('close', done)
      resolve()
    }
  })
}
