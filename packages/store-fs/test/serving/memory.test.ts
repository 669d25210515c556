import { once } from 'node:events'
import { truncate } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ServableStore } from '../../src/http.js'
import { path, prefix, servedStore, target } from './support/served-store.js'
import { adapterNames, adapters } from './support/servers.js'

const byteSize = 500_000_000

/** A store with a file of 500 MB, which counts what is read of it. */
function countingStore() {
  const read = { bytes: 0 }
  const refuse = async () => {
    throw new Error('Nobody asks for this')
  }
  const close = async () => undefined
  const store: ServableStore = {
    name: 'counting',
    stat: refuse,
    getFile: refuse,
    async openServed() {
      return {
        path,
        byteSize,
        modifiedAt: 0,
        close,
        async bytes({ start, end }) {
          let left = end - start
          return {
            async next(chunk) {
              const part = chunk.subarray(0, Math.min(left, chunk.length))
              left -= part.length
              read.bytes += part.length
              return part
            },
            close,
          }
        },
      }
    },
  }
  return { store, read }
}

/** Takes a whole answer as fast as it comes, in memory that it uses again; tells how much memory there was at most. */
async function downloadAll(port: number): Promise<{ readonly taken: number; readonly peak: number }> {
  let taken = 0
  let peak = 0
  let beats = 0
  const onread = {
    buffer: Buffer.alloc(64 * 1024),
    callback(length: number) {
      taken += length
      beats += 1
      if (beats % 50 === 0) peak = Math.max(peak, process.memoryUsage.rss())
      return true
    },
  }
  const socket = connect({ host: '127.0.0.1', port, onread })
  socket.write(`GET ${target} HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n`)
  await once(socket, 'close')
  return { taken, peak }
}

describe.each(adapterNames)('memory of %s', name => {
  it('stays flat while a client takes a file of 500 MB as fast as it can', async () => {
    const { folder, store } = await servedStore()
    await truncate(join(folder, path), 60_000_000)
    const port = await adapters[name](store, { prefix })
    // What the first megabytes cost, compiled code and memory to be used again, they cost once.
    const warm = await downloadAll(port)

    await truncate(join(folder, path), byteSize)
    const { taken, peak } = await downloadAll(port)

    expect(taken).toBeGreaterThan(byteSize)
    expect(peak - warm.peak).toBeLessThan(60_000_000)
  })

  it.each(['', 'Range: bytes=1-\r\n'])('holds no more of 500 MB than the client takes (%j)', async range => {
    const { store, read } = countingStore()
    const port = await adapters[name](store, { prefix })
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: www.example.com\r\n${range}\r\n`)
    let taken = 0
    let ahead = 0
    socket.on('data', chunk => {
      taken += chunk.length
      ahead = Math.max(ahead, read.bytes - taken)
      if (taken > 20_000_000) socket.destroy()
    })

    await once(socket, 'close')

    expect(taken).toBeGreaterThan(20_000_000)
    // What the buffers of two sockets in the kernel hold, and some chunks.
    expect(ahead).toBeLessThan(30_000_000)
  })
})
