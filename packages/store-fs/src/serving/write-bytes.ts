import type { ServerResponse } from 'node:http'
import type { ServedBytes } from './servable-store.js'

const chunkLength = 256 * 1024

/** Memory that waits for its next use: fresh memory for each chunk would cost more than reading and sending it. */
const spareChunks: Uint8Array[] = []
const maxSpareChunks = 16

/** Writes bytes as fast as the client takes them, and ends the response; returns early when the client has gone. */
export async function writeBytes(response: ServerResponse, bytes: ServedBytes): Promise<void> {
  // A middleware that compresses has put its own `write` there, which may keep chunks, and call nobody back.
  const isPlain = !Object.hasOwn(response, 'write')
  const chunk = isPlain ? (spareChunks.pop() ?? new Uint8Array(chunkLength)) : undefined
  while (!hasGone(response)) {
    const part = await bytes.next(chunk ?? new Uint8Array(chunkLength))
    if (hasGone(response)) return
    if (part.length === 0) {
      if (chunk && spareChunks.length < maxSpareChunks) spareChunks.push(chunk)
      response.end()
      return
    }
    await (isPlain ? written(response, part) : drained(response, part))
  }
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
