import { exampleBytes, exampleKey, SwitchableStore, storeContract, testContract } from '@imageattach/contracts'
import type { ImageKey, Store } from '@imageattach/core'
import { MemoryStore } from '@imageattach/store-memory'
import { describe, expect, it } from 'vitest'
import { SandboxStore } from '../src/index.js'
import { listedPaths } from './support/contents.js'
import { makeStore, pairs } from './support/stores.js'

const bytes = exampleBytes(1000)
const key = exampleKey()

async function readBytes(store: Store, from: ImageKey, range?: { readonly start: number; readonly end?: number }) {
  return new Uint8Array(await new Response(await store.getFile(from, range ? { range } : {})).arrayBuffer())
}

describe.each(pairs)('SandboxStore over %s, with %s on top', (below, above) => {
  const create = async () =>
    new SandboxStore({ underlying: await makeStore[below]('below'), overriding: await makeStore[above]('above') })

  testContract({ describe, it }, storeContract, { capabilities: ['range', 'list', 'stat'], create })

  it('reads, lists and looks through to the store below', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)
    const added = exampleKey()
    await store.putFile(exampleBytes(10), added)

    expect(await readBytes(store, key)).toEqual(bytes)
    expect(await readBytes(store, key, { start: 10, end: 19 })).toEqual(bytes.subarray(10, 20))
    expect(await listedPaths(store)).toEqual([added.path, key.path].sort())
    expect((await store.stat?.(key))?.byteSize).toBe(1000)
  })

  it('writes and deletes in the store on top only', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)
    const added = exampleKey()

    await store.putFile(exampleBytes(10), added)
    await store.deleteFile(key)

    expect(await listedPaths(store.underlying)).toEqual([key.path])
    expect(await readBytes(store.underlying, key)).toEqual(bytes)
    expect(await listedPaths(store)).toEqual([added.path])
  })

  it('does not show a file that is deleted here, in any way', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)

    await store.deleteFile(key)

    await expect(store.getFile(key)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      storeName: 'below',
      key: key.path,
    })
    await expect(store.getFile(key)).rejects.toThrow(/deleted in this sandbox/)
    expect(await store.stat?.(key)).toBeUndefined()
    expect(await listedPaths(store)).toEqual([])
    expect(await store.getUrl(key)).toBe(`https://above.example.com/${key.path}`)
  })

  it('shows a file that is put again after its deletion', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)
    await store.deleteFile(key)

    await store.putFile(exampleBytes(10), key)

    expect(await readBytes(store, key)).toEqual(exampleBytes(10))
    expect(await readBytes(store.underlying, key)).toEqual(bytes)
    await store.deleteFile(key)
    expect(await listedPaths(store)).toEqual([])
  })

  it('covers a file of the store below with other bytes', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)

    await store.putFile(exampleBytes(10), key)

    expect(await readBytes(store, key)).toEqual(exampleBytes(10))
    expect((await store.stat?.(key))?.byteSize).toBe(10)
    expect(await listedPaths(store)).toEqual([key.path])
    expect(await readBytes(store.underlying, key)).toEqual(bytes)
  })

  it('gives the URL in the store that has the file', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)
    const added = exampleKey()
    await store.putFile(bytes, added)

    expect(await store.getUrl(key)).toBe(`https://below.example.com/${key.path}`)
    expect(await store.getUrl(added)).toBe(`https://above.example.com/${added.path}`)
  })

  it('lists nothing of the store below when asked for its own files, as a sweep does', async () => {
    const store = await create()
    await store.underlying.putFile(bytes, key)
    const added = exampleKey()
    await store.putFile(bytes, added)
    await store.deleteFile(exampleKey())

    expect(await listedPaths(store, '', { own: true, remains: true })).toEqual([added.path])
  })

  it('keeps its marks to itself', async () => {
    const store = await create()
    await store.deleteFile(key)
    const [mark = ''] = await listedPaths(store.overriding, 'sandbox-deleted/')
    const markKey = exampleKey({ path: mark })

    expect(mark).not.toBe('')
    for (const call of [
      () => store.getFile(markKey),
      () => store.putFile(bytes, markKey),
      () => store.deleteFile(markKey),
      () => store.getUrl(markKey),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    }
  })
})

describe('SandboxStore', () => {
  it('has the name of the store below, so that its rows are read here, unless it is given one', () => {
    const [underlying, overriding] = [new MemoryStore({ name: 'local' }), new MemoryStore()]

    expect(new SandboxStore({ underlying, overriding }).name).toBe('local')
    expect(new SandboxStore({ underlying, overriding, name: 'preview' }).name).toBe('preview')
  })

  it('does not take one store for both', () => {
    const store = new MemoryStore()

    expect(() => new SandboxStore({ underlying: store, overriding: store })).toThrow(RangeError)
  })

  it('reads the layout of SQLAlchemy-ImageAttach if both stores do', async () => {
    const memory = await makeStore.memory('memory')

    const both = new SandboxStore({ underlying: await makeStore.fs('a'), overriding: await makeStore.fs('b') })
    const one = new SandboxStore({ underlying: await makeStore.fs('a'), overriding: memory })

    expect([both.readsLegacyLayout, one.readsLegacyLayout]).toEqual([true, false])
  })

  it('can list and stat if both stores can', () => {
    const { putFile, getFile, deleteFile, getUrl } = new MemoryStore()
    const bare: Store = { name: 'bare', putFile, getFile, deleteFile, getUrl }

    const store = new SandboxStore({ underlying: bare, overriding: new MemoryStore() })

    expect([store.list, store.stat]).toEqual([undefined, undefined])
  })

  it('works on stores of four methods', async () => {
    const [underlying, overriding] = [new SwitchableStore('below'), new SwitchableStore('above')]
    const four = (store: SwitchableStore): Store => ({
      name: store.name,
      putFile: (...values) => store.putFile(...values),
      getFile: key => store.getFile(key),
      deleteFile: key => store.deleteFile(key),
      getUrl: key => store.getUrl(key),
    })
    const store = new SandboxStore({ underlying: four(underlying), overriding: four(overriding) })
    await underlying.putFile(bytes, key)
    expect(await readBytes(store, key)).toEqual(bytes)

    await store.deleteFile(key)

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(underlying.paths()).toEqual([key.path])
  })

  it('fails when the store on top fails, and does not take that for absence', async () => {
    const overriding = new SwitchableStore('above')
    const store = new SandboxStore({ underlying: new MemoryStore(), overriding })
    await store.underlying.putFile(bytes, key)

    overriding.fail('getFile')

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', storeName: 'above' })
    await expect(store.getUrl(key)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})
