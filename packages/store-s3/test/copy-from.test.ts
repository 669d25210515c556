import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { startFaultProxy } from '@imageattach/s3-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { S3Store } from '../src/index.js'
import { readBytes } from './support/collect.js'
import { connectionTo, serverWithStore } from './support/s3-server.js'

const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })
const to = exampleKey({ path: 'two/b/bb/bb1.jpg' })
const bytes = exampleBytes(1000)

async function twoStores() {
  const { server, store } = await serverWithStore({ prefix: 'ü b' }, { buckets: ['images', 'others'] })
  const others = new S3Store({ name: 'others', bucket: 'others', ...connectionTo(server), cacheControl: 'no-cache' })
  return { server, store, others }
}

describe('S3Store.copyFrom', () => {
  it('copies from another bucket, with what the target gives to files, and reads the copy with its checksum', async () => {
    const { server, store, others } = await twoStores()
    await store.putFile(bytes, key)

    expect(await others.copyFrom(store, key, to, { reproducible: true })).toBe(true)

    expect(server.bucket('others').get(to.path)).toMatchObject({
      storageClass: 'REDUCED_REDUNDANCY',
      headers: { 'cache-control': 'no-cache', 'content-type': 'image/jpeg', 'x-amz-meta-sha256': expect.any(String) },
    })
    expect(await readBytes(await others.getFile(to))).toEqual(bytes)
  })

  it('moves no byte through this process', async () => {
    const { server, store } = await twoStores()
    const proxy = await startFaultProxy(server.url)
    onTestFinished(() => proxy.stop())
    const source = new S3Store({ bucket: 'images', prefix: 'ü b', ...connectionTo(server, proxy.url) })
    const target = new S3Store({ bucket: 'others', ...connectionTo(server, proxy.url) })
    await store.putFile(bytes, key)

    await target.copyFrom(source, key, to)

    expect(proxy.requests.filter(method => method === 'GET')).toEqual([])
  })

  it('copies a file of SQLAlchemy-ImageAttach, which has no checksum', async () => {
    const { server, store, others } = await twoStores()
    const legacy = exampleKey({ path: '', objectType: 'album-cover', objectId: '73', width: 640, height: 427 })
    server.bucket('images').put('ü b/album-cover/73/640x427.jpe', bytes, {})

    expect(await others.copyFrom(store, legacy, to)).toBe(true)
    expect(await others.copyFrom(store, legacy, to)).toBe(true)

    expect(await readBytes(await others.getFile(to))).toEqual(bytes)
  })

  it('says no to a store of another server, and of another kind', async () => {
    const { store } = await twoStores()
    const { store: stranger } = await serverWithStore()
    await stranger.putFile(bytes, key)

    expect(await store.copyFrom(stranger, key, to)).toBe(false)
    expect(await store.copyFrom({ ...stranger, name: 'wrapped' } as unknown as S3Store, key, to)).toBe(false)
    expect(await store.stat(to)).toBeUndefined()
  })

  it('says no when its keys may not read the source', async () => {
    const { server, store } = await twoStores()
    const proxy = await startFaultProxy(server.url)
    onTestFinished(() => proxy.stop())
    const connection = connectionTo(server, proxy.url)
    const source = new S3Store({ bucket: 'images', prefix: 'ü b', ...connection })
    const target = new S3Store({ bucket: 'others', ...connection })
    await store.putFile(bytes, key)
    proxy.inject({ status: 403, code: 'AccessDenied' }, { method: 'PUT' })

    expect(await target.copyFrom(source, key, to)).toBe(false)
    expect(await target.stat(to)).toBeUndefined()
  })

  it('knows its own copy again when the answer was lost', async () => {
    const { server, store } = await twoStores()
    const proxy = await startFaultProxy(server.url)
    onTestFinished(() => proxy.stop())
    const connection = connectionTo(server, proxy.url)
    await store.putFile(bytes, key)
    proxy.inject('lost-answer', { method: 'PUT' })
    const target = new S3Store({ bucket: 'others', ...connection })

    expect(await target.copyFrom(new S3Store({ bucket: 'images', prefix: 'ü b', ...connection }), key, to)).toBe(true)

    expect(await readBytes(await target.getFile(to))).toEqual(bytes)
  })

  it('takes a success with an error in its body for the error that it is', async () => {
    const { server, store } = await twoStores()
    const proxy = await startFaultProxy(server.url)
    onTestFinished(() => proxy.stop())
    const connection = connectionTo(server, proxy.url)
    await store.putFile(bytes, key)
    proxy.inject({ status: 200, code: 'InternalError' }, { method: 'PUT', times: 100 })
    const target = new S3Store({ bucket: 'others', ...connection })
    const source = new S3Store({ bucket: 'images', prefix: 'ü b', ...connection })

    await expect(target.copyFrom(source, key, to)).rejects.toMatchObject({ reason: 'unavailable' })

    expect(await target.stat(to)).toBeUndefined()
  })

  it('refuses other bytes under a key that is taken, and an absent source', async () => {
    const { store, others } = await twoStores()
    await store.putFile(bytes, key)
    await others.putFile(exampleBytes(1000, 2), to)

    await expect(others.copyFrom(store, key, to)).rejects.toMatchObject({ reason: 'conflict' })
    await expect(others.copyFrom(store, exampleKey(), exampleKey())).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      storeName: 's3',
    })
  })
})
