import type { ServerResponse } from 'node:http'
import type { ServedBytes } from './servable-store.js'

const chunkLength = 256 * 1024

/**
 * Writes bytes as fast as the client takes them, and ends the response; returns early when the client has gone. A
 * middleware may have put its own `write` before the response's, so that nothing is expected of it but what every
 * stream does: chunks are not used again, and `false` means to wait.
 */
export async function writeBytes(response: ServerResponse, bytes: ServedBytes): Promise<void> {
  // A response that waits behind another one of its connection has no socket of its own yet.
  const { socket } = response.req
  while (!response.destroyed && !socket.destroyed) {
    const part = await bytes.next(new Uint8Array(chunkLength))
    if (response.destroyed || socket.destroyed) return
    if (part.length === 0) {
      response.end()
      return
    }
    if (!response.write(part)) await drained(response)
  }
}

/** Waits until the client has taken what was written, or has gone. */
function drained(response: ServerResponse): Promise<void> {
  const { socket } = response.req
  return new Promise(resolve => {
    response.on('drain', done)
    response.on('close', done)
    socket.on('close', done)

    function done(): void {
      response.off('drain', done)
      response.off('close', done)
      socket.off('close', done)
      resolve()
    }
  })
}
