import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import { Volume } from 'memfs'
import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../src/index.js'

describe('MemoryStore', () => {
  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat', 'copyFrom'],
    create: () => new MemoryStore(),
  })

  it('keeps the files of two stores apart, also on one volume', async () => {
    const volume = new Volume()
    const first = new MemoryStore({ name: 'first', volume })
    const second = new MemoryStore({ name: 'second', volume })
    const key = exampleKey()

    await first.putFile(exampleBytes(10), key)

    expect(await second.stat(key)).toBeUndefined()
    await second.putFile(exampleBytes(20), key)
    expect((await first.stat(key))?.byteSize).toBe(10)
  })

  it('shows its files in the volume it was given', async () => {
    const volume = new Volume()
    const store = new MemoryStore({ volume })

    await store.putFile(new TextEncoder().encode('bytes'), exampleKey({ path: 'one/a/aa/aa1.jpg' }))

    expect(volume.toJSON()).toEqual({ '/memory/one/a/aa/aa1.jpg': 'bytes' })
  })

  it('names itself in URLs unless it has a base URL', () => {
    const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })

    expect(new MemoryStore().getUrl(key)).toBe('memory://memory/one/a/aa/aa1.jpg')
    expect(new MemoryStore({ name: 'other' }).getUrl(key)).toBe('memory://other/one/a/aa/aa1.jpg')
    expect(new MemoryStore({ baseUrl: 'https://example.com/i' }).getUrl(key)).toBe(
      'https://example.com/i/one/a/aa/aa1.jpg',
    )
  })

  it('copies a buffer of the pool, whose bytes Node.js uses again', async () => {
    const store = new MemoryStore()
    const key = exampleKey()
    const buffer = Buffer.from('first')

    await store.putFile(buffer, key)
    buffer.write('other')

    expect(await new Response(await store.getFile(key)).text()).toBe('first')
  })
})
