import { createHash } from 'node:crypto'
import { exampleKey } from '@imageattach/contracts'
import { newPath } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../../src/index.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { ask } from './support/ask.js'
import { prefix } from './support/served-store.js'
import { adapterNames, adapters } from './support/servers.js'

const size = { width: 640, height: 427, mimetype: 'image/jpeg' }

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe.each(adapterNames)('readers of %s', name => {
  it('get a picture whole or not at all while it is replaced and deleted', { timeout: 120_000 }, async () => {
    const store = new FileSystemStore({ path: await temporaryFolder(), baseUrl: prefix })
    const port = await adapters[name](store, { prefix })
    /** The hash of each file by its path, from before it is written. */
    const hashes = new Map<string, string>()
    let path = ''
    let isOver = false
    const statuses = new Map<number, number>()

    async function write(): Promise<void> {
      for (let turn = 0; turn < 30; turn++) {
        const bytes = new Uint8Array(turn % 2 === 0 ? 30_000 : 600_000).fill(turn)
        const next = newPath({ namespace: 'shop', objectType: 'photo', ...size })
        hashes.set(next, hash(bytes))
        const old = path
        path = next
        await store.putFile(bytes, exampleKey({ path: next }))
        if (old !== '') await store.deleteFile(exampleKey({ path: old }))
      }
      isOver = true
    }

    async function read(): Promise<void> {
      while (!isOver) {
        const asked = path
        const { status, body } = await ask(port, { target: prefix + asked })
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status === 200) expect(hash(body)).toBe(hashes.get(asked))
      }
    }

    await Promise.all([write(), read(), read(), read(), read()])
    const last = await ask(port, { target: prefix + path })

    expect(hash(last.body)).toBe(hashes.get(path))
    expect([...statuses.keys()].filter(status => status !== 200 && status !== 404)).toEqual([])
  })
})
