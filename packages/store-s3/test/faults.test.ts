import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { type Fault, startFaultProxy, startS3Server } from '@imageattach/s3-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { S3Store } from '../src/index.js'
import type { S3StoreOptions } from '../src/s3-store-options.js'
import { collect, readBytes } from './support/collect.js'
import { connectionTo } from './support/s3-server.js'

const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })
const bytes = exampleBytes(200_000)
/** Short, so that what hangs is soon over, and long enough for a slow machine to answer. */
const timeouts = { request: 1500, total: 40_000 }
/** For what is to fail anyhow. */
const shortTimeouts = { request: 300, total: 3000 }

async function storeBehindProxy(options: Pick<S3StoreOptions, 'timeouts' | 'maxAttempts'> = {}) {
  const server = await startS3Server()
  const proxy = await startFaultProxy(server.url)
  onTestFinished(async () => {
    await proxy.stop()
    await server.stop()
  })
  const store = new S3Store({ bucket: 'images', timeouts, ...connectionTo(server, proxy.url), ...options })
  const direct = new S3Store({ bucket: 'images', ...connectionTo(server) })
  return { server, proxy, store, direct }
}

const passing: readonly Fault[] = [
  { status: 500, code: 'InternalError' },
  { status: 503, code: 'SlowDown' },
  'reset',
  'hang',
]
const passingForPut: readonly Fault[] = [...passing, { status: 400, code: 'RequestTimeout' }, 'cut-upload']

describe('S3Store and a server that fails once', { timeout: 60_000 }, () => {
  it.each<Fault>([...passingForPut, 'lost-answer'])('puts a file in spite of %o', async fault => {
    const { proxy, store, direct } = await storeBehindProxy()
    proxy.inject(fault, { method: 'PUT' })

    await store.putFile(bytes, key)

    expect(await readBytes(await direct.getFile(key))).toEqual(bytes)
    expect(proxy.requests.filter(method => method === 'PUT')).toHaveLength(2)
  })

  it('puts a file that somebody else is about to put, as the server says', async () => {
    const { proxy, store, direct } = await storeBehindProxy()
    proxy.inject({ status: 409, code: 'ConditionalRequestConflict' }, { method: 'PUT', times: 2 })

    await store.putFile(bytes, key)

    expect(await readBytes(await direct.getFile(key))).toEqual(bytes)
  })

  it('reads no byte again to know its own file when an answer was lost', async () => {
    const { proxy, store } = await storeBehindProxy()
    proxy.inject('lost-answer', { method: 'PUT' })

    await store.putFile(bytes, key)

    expect(proxy.requests).toEqual(['PUT', 'PUT', 'HEAD'])
  })

  it.each<Fault>([...passing, 'lost-answer'])('opens, looks at, lists and deletes in spite of %o', async fault => {
    const { proxy, store, direct } = await storeBehindProxy()
    await direct.putFile(bytes, key)

    proxy.inject(fault)
    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
    proxy.inject(fault)
    expect(await store.stat(key)).toMatchObject({ path: key.path, byteSize: bytes.length })
    proxy.inject(fault)
    expect(await collect(store.list(''))).toHaveLength(1)
    proxy.inject(fault)
    await store.deleteFile(key)

    expect(await direct.stat(key)).toBeUndefined()
  })

  it.each<Fault>(['truncated', 'stalled'])('goes on with a body that is %o, from where it broke off', async fault => {
    const { proxy, store, direct } = await storeBehindProxy()
    await direct.putFile(bytes, key)
    proxy.inject(fault, { method: 'GET', times: 3 })

    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
    expect(proxy.requests).toHaveLength(4)

    proxy.inject(fault, { method: 'GET' })
    const part = await readBytes(await store.getFile(key, { range: { start: 1000, end: 150_999 } }))
    expect(part).toEqual(bytes.subarray(1000, 151_000))
  })

  it('fails a body in which one byte is another, before the reader has all of it', async () => {
    const { proxy, store, direct } = await storeBehindProxy()
    await direct.putFile(bytes, key)
    proxy.inject('corrupted', { method: 'GET' })

    const reader = (await store.getFile(key)).getReader()
    let received = 0
    const reading = (async () => {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        received += value.length
      }
    })()

    await expect(reading).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', reason: 'checksum', key: key.path })
    expect(received).toBeLessThan(bytes.length)
    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
  })
})

describe('S3Store and a server that goes on failing', { timeout: 60_000 }, () => {
  const always = { times: 1000 }

  it.each<Fault>(passingForPut)('gives a put up after %o, and leaves nothing', async fault => {
    const { proxy, store, direct } = await storeBehindProxy({ timeouts: shortTimeouts })
    proxy.inject(fault, always)

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      reason: 'unavailable',
      key: key.path,
      storeName: 's3',
    })

    expect(await direct.stat(key)).toBeUndefined()
  })

  it('takes back a file whose put it has to call a failure', async () => {
    const { proxy, store, direct } = await storeBehindProxy()
    proxy.inject('lost-answer', { method: 'PUT' })
    proxy.inject({ status: 403, code: 'RequestTimeTooSkewed' }, { method: 'PUT' })

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ reason: 'denied' })

    expect(await direct.stat(key)).toBeUndefined()
  })

  it('takes back no file that an earlier put has written', async () => {
    const { proxy, store, direct } = await storeBehindProxy()
    await direct.putFile(bytes, key)
    proxy.inject('reset', { method: 'PUT', times: 4 })

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ reason: 'unavailable' })

    expect(await readBytes(await direct.getFile(key))).toEqual(bytes)
  })

  it.each<Fault>(passing)('gives every other call up after %o', async fault => {
    const { proxy, store, direct } = await storeBehindProxy({ timeouts: shortTimeouts })
    await direct.putFile(bytes, key)
    proxy.inject(fault, always)
    const failure = { code: 'STORE_UNAVAILABLE', reason: 'unavailable' }

    await Promise.all([
      expect(store.getFile(key)).rejects.toMatchObject(failure),
      expect(store.stat(key)).rejects.toMatchObject(failure),
      expect(store.deleteFile(key)).rejects.toMatchObject(failure),
      expect(collect(store.list(''))).rejects.toMatchObject(failure),
    ])

    expect(await readBytes(await direct.getFile(key))).toEqual(bytes)
  })

  it.each<Fault>(['truncated', 'stalled', 'slow'])('fails a body that is always %o', async fault => {
    const { proxy, store, direct } = await storeBehindProxy({ timeouts: shortTimeouts })
    await direct.putFile(bytes, key)
    proxy.inject(fault, { method: 'GET', times: 1000 })

    const reading = store.getFile(key).then(readBytes)

    await expect(reading).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', reason: 'unavailable' })
  })

  it.each([
    [{ status: 403, code: 'AccessDenied' }, 'denied'],
    [{ status: 403, code: 'RequestTimeTooSkewed' }, 'denied'],
    [{ status: 400, code: 'ExpiredToken' }, 'denied'],
    [{ status: 403, code: 'QuotaExceeded' }, 'full'],
    [{ status: 507, code: 'InsufficientStorage' }, 'full'],
    [{ status: 400, code: 'BadDigest' }, 'checksum'],
    [{ status: 404, code: 'NoSuchBucket' }, 'unavailable'],
    [{ status: 301, code: 'PermanentRedirect' }, 'unavailable'],
    [{ status: 409, code: 'ConditionalRequestConflict' }, 'unavailable'],
    [{ status: 400, code: 'InvalidStorageClass' }, 'unavailable'],
  ] as const)('calls %o %s', async (fault, reason) => {
    const { proxy, store } = await storeBehindProxy()
    proxy.inject(fault, { method: 'PUT', times: 1000 })

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      reason,
      message: expect.stringContaining(fault.code),
      cause: expect.objectContaining({ name: fault.code }),
    })
  })

  it('does not call a file absent because the bucket is', async () => {
    const { server } = await storeBehindProxy()
    const store = new S3Store({ bucket: 'no-such-bucket', ...connectionTo(server) })
    const failure = { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('NoSuchBucket') }

    await expect(store.stat(key)).rejects.toMatchObject(failure)
    await expect(store.getFile(key)).rejects.toMatchObject(failure)
    await expect(store.deleteFile(key)).rejects.toMatchObject(failure)
    await expect(collect(store.list(''))).rejects.toMatchObject(failure)
  })

  it('does not call a file absent when the bucket has gone since', async () => {
    const { proxy, store, direct } = await storeBehindProxy()
    await direct.putFile(bytes, key)
    await store.stat(key)
    proxy.inject({ status: 404, code: 'NoSuchBucket' }, { method: 'GET' })

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  it('asks once when the server says no', async () => {
    const { proxy, store } = await storeBehindProxy()
    proxy.inject({ status: 403, code: 'AccessDenied' }, always)

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ reason: 'denied' })

    expect(proxy.requests).toEqual(['PUT'])
  })

  it('waits for no server when nothing listens', async () => {
    const { server } = await storeBehindProxy()
    const store = new S3Store({ bucket: 'images', timeouts, ...connectionTo(server) })
    await server.stop()

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ reason: 'unavailable' })
  })

  it('stops waiting for credentials that never come', async () => {
    const { server } = await storeBehindProxy()
    const credentials = () => new Promise<never>(() => undefined)
    const store = new S3Store({
      bucket: 'images',
      ...connectionTo(server),
      credentials,
      timeouts: { request: 100, total: 200 },
    })

    await expect(store.stat(key)).rejects.toMatchObject({ reason: 'unavailable' })
    await expect(store.stat(key, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      reason: 'aborted',
      cause: expect.objectContaining({ name: 'TimeoutError' }),
    })
  })
})

describe('S3Store and a signal that is aborted', { timeout: 60_000 }, () => {
  it.each(['getFile', 'stat', 'deleteFile'] as const)('ends %s while the server hangs', async method => {
    const { proxy, store } = await storeBehindProxy({ timeouts: { request: 30_000, total: 60_000 } })
    proxy.inject('hang')
    const controller = new AbortController()

    const calling = store[method](key, { signal: controller.signal })
    await expect.poll(() => proxy.requests.length).toBe(1)
    controller.abort(new Error('the reader left'))

    await expect(calling).rejects.toMatchObject({ reason: 'aborted', cause: controller.signal.reason })
  })

  it('does not retry a put, and leaves nothing of it, when the server hangs', async () => {
    const { proxy, store, direct } = await storeBehindProxy({ timeouts: { request: 30_000, total: 60_000 } })
    proxy.inject('hang', { method: 'PUT' })
    const controller = new AbortController()

    const putting = store.putFile(bytes, key, { signal: controller.signal })
    await expect.poll(() => proxy.requests.length).toBe(1)
    controller.abort(new Error('the sender left'))

    await expect(putting).rejects.toMatchObject({ reason: 'aborted', cause: controller.signal.reason })
    expect(await direct.stat(key)).toBeUndefined()
  })

  it('fails a reader whose body has stalled', async () => {
    const { proxy, store, direct } = await storeBehindProxy({ timeouts: { request: 30_000, total: 60_000 } })
    await direct.putFile(bytes, key)
    proxy.inject('stalled')
    const controller = new AbortController()
    const reader = (await store.getFile(key, { signal: controller.signal })).getReader()
    await reader.read()

    const reading = (async () => {
      for (let isDone = false; !isDone; ) isDone = (await reader.read()).done
    })()
    controller.abort(new Error('the reader left'))

    await expect(reading).rejects.toMatchObject({ reason: 'aborted', cause: controller.signal.reason })
  })
})
