import { once } from 'node:events'
import { truncate } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ServableStore } from '../../src/http.js'
import { openDescriptors } from '../support/open-descriptors.js'
import { ask } from './support/ask.js'
import { path, prefix, servedStore, target } from './support/served-store.js'
import { adapterNames, adapters } from './support/servers.js'

const request = `GET ${target} HTTP/1.1\r\nHost: www.example.com\r\n\r\n`

/** A store with a file that no buffer of a socket holds; it has a length, and no bytes on the disk. */
async function storeWithLargeFile(byteSize: number) {
  const served = await servedStore()
  await truncate(join(served.folder, path), byteSize)
  return served
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** The ways to leave: at once, when bytes have come, with a reset, and after asking twice. */
const ways: readonly ((socket: Socket) => Promise<void>)[] = [
  async socket => {
    socket.write(request, () => socket.destroy())
    await once(socket, 'close')
  },
  async socket => {
    socket.write(request)
    await once(socket, 'data')
    socket.destroy()
  },
  async socket => {
    socket.write(request)
    await once(socket, 'data')
    socket.resetAndDestroy()
  },
  async socket => {
    socket.write(request + request)
    await once(socket, 'data')
    socket.destroy()
  },
]

/** Before Node 24, a response that waits behind another one hears nothing when the connection ends; then time tells. */
const isTold = Number.parseInt(process.versions.node, 10) >= 24

describe.each(adapterNames)('clients of %s', name => {
  const count = ['node', 'fetch'].includes(name) ? 1000 : 200

  it(`leave no file open when ${count} of them go midway`, { timeout: 120_000 }, async () => {
    const { folder, store } = await storeWithLargeFile(8_000_000)
    const port = await adapters[name](store, { prefix, ...(isTold ? {} : { sendTimeout: 2 }) })

    const left = Array.from({ length: count }, (_, index) => ways[index % ways.length])
    async function leave(): Promise<void> {
      for (let way = left.pop(); way; way = left.pop()) await way(await open(port))
    }
    await Promise.all(Array.from({ length: 20 }, leave))

    await expect.poll(() => openDescriptors(folder), { timeout: 60_000 }).toBe(0)
  })

  it('leave no file open that take nothing for sendTimeout, and get no more when they come back', async () => {
    const { folder, store } = await storeWithLargeFile(32_000_000)
    const port = await adapters[name](store, { prefix, sendTimeout: 0.2 })
    const socket = await open(port)
    let received = 0
    socket.write(request)
    await once(socket, 'readable')
    expect(await openDescriptors(folder)).toBe(1)

    await expect.poll(() => openDescriptors(folder)).toBe(0)
    socket.on('data', part => {
      received += part.length
    })
    await once(socket, 'close')

    expect(received).toBeLessThan(32_000_000)
  })

  it('get the whole of a large file, at their own pace', { timeout: 120_000 }, async () => {
    const { folder, store } = await storeWithLargeFile(8_000_000)
    const port = await adapters[name](store, { prefix })

    const { status, body } = await ask(port, { target })

    expect(status).toBe(200)
    expect(body).toHaveLength(8_000_000)
    await expect.poll(() => openDescriptors(folder)).toBe(0)
  })

  it('lose the connection when the file fails midway, so that a part never passes for the whole', async () => {
    const errors: unknown[] = []
    let closed = 0
    const broken = brokenMidway(() => {
      closed += 1
    })
    const port = await adapters[name](broken, { prefix, onError: error => errors.push(error) })

    const { body } = await ask(port, { target })

    expect(body.length).toBeLessThan(1_000_000)
    await expect.poll(() => closed).toBe(1)
    expect(errors).toEqual([expect.objectContaining({ message: 'The disk is gone' })])
  })
})

/** A store whose file of a million bytes ends in the midst of a read. */
function brokenMidway(onClose: () => void): ServableStore {
  let reads = 0
  const close = async () => onClose()
  const bytes = {
    async next() {
      reads += 1
      if (reads > 2) throw new Error('The disk is gone')
      return new Uint8Array(1000)
    },
    close,
  }
  const refuse = async () => {
    throw new Error('Nobody asks for this')
  }
  return {
    name: 'broken',
    stat: refuse,
    getFile: refuse,
    openServed: async () => ({ path, byteSize: 1_000_000, modifiedAt: 0, bytes: async () => bytes, close }),
  }
}
