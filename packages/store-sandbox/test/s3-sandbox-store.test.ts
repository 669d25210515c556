import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import { type RunningS3Server, startS3Server } from '@imageattach/s3-server'
import { S3Store } from '@imageattach/store-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { S3SandboxStore } from '../src/index.js'
import { collect, contents, listedPaths, read } from './support/contents.js'

const markType = 'application/x-sqlalchemy-imageattach-sandbox-deleted'
const legacyKey = exampleKey({ path: '', objectType: 'album-cover', objectId: '73', width: 640, height: 427 })
const legacyPlace = 'album-cover/73/640x427.jpe'
const key = exampleKey()
const bytes = exampleBytes(1000)

describe('S3SandboxStore', () => {
  let server: RunningS3Server
  let sandboxes = 0
  beforeAll(async () => {
    server = await startS3Server({ pageSize: 7 })
  })
  afterAll(() => server.stop())

  function create() {
    const connection = {
      region: server.region,
      endpoint: server.url,
      forcePathStyle: true,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    }
    sandboxes += 1
    const store = new S3SandboxStore({
      underlying: new S3Store({ name: 'below', bucket: 'images', prefix: `${sandboxes}/below`, ...connection }),
      overriding: new S3Store({ name: 'above', bucket: 'images', prefix: `${sandboxes}/above`, ...connection }),
    })
    return { store, below: `${sandboxes}/below`, above: `${sandboxes}/above` }
  }

  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat'],
    create: () => create().store,
  })

  it('marks a deleted file as SQLAlchemy-ImageAttach did, and leaves the bucket below', async () => {
    const { store, above, below } = create()
    await store.underlying.putFile(bytes, key)

    await store.deleteFile(key)

    const bucket = server.bucket('images')
    expect(bucket.get(`${above}/${key.path}`)).toMatchObject({
      bytes: new Uint8Array(0),
      headers: { 'content-type': markType },
    })
    expect(bucket.get(`${below}/${key.path}`)).toMatchObject({ bytes })
    expect(bucket.keys().filter(place => place.startsWith(above))).toEqual([`${above}/${key.path}`])
  })

  it('understands a sandbox that SQLAlchemy-ImageAttach has left', async () => {
    const { store, above, below } = create()
    const bucket = server.bucket('images')
    const other = { ...legacyKey, objectId: '74' }
    for (const place of [legacyPlace, 'album-cover/74/640x427.jpe']) bucket.put(`${below}/${place}`, bytes, {})
    bucket.put(`${above}/${legacyPlace}`, new Uint8Array(0), { 'content-type': markType })
    bucket.put(`${above}/album-cover/74/640x427.jpe`, exampleBytes(10), { 'content-type': 'image/jpeg' })

    await expect(store.getFile(legacyKey)).rejects.toThrow(/deleted in this sandbox/)
    expect(await read(store, other)).toBe(Buffer.from(exampleBytes(10)).toString('base64'))
    expect(await listedPaths(store)).toEqual(['album-cover/74/640x427.jpe'])
    expect(await collect(store.diff())).toMatchObject([
      { kind: 'deleted', key: { path: '', objectId: '73' }, byteSize: 1000 },
      { kind: 'added', key: { path: 'album-cover/74/640x427.jpe' }, byteSize: 10 },
    ])
  })

  it('promotes and discards its changes', async () => {
    const { store, above, below } = create()
    const bucket = server.bucket('images')
    bucket.put(`${below}/${legacyPlace}`, bytes, {})
    await store.underlying.putFile(bytes, key)
    const added = exampleKey({ mimetype: 'image/png' })
    await store.putFile(exampleBytes(10), added)
    await store.deleteFile(key)
    await store.deleteFile(legacyKey)
    const before = await contents(store)

    const events = await collect(store.promote())

    expect(events.map(({ kind, outcome }) => `${kind} ${outcome}`).sort()).toEqual([
      'added done',
      'deleted done',
      'deleted done',
    ])
    expect(await contents(store.underlying)).toEqual(before)
    expect(bucket.get(`${below}/${added.path}`)).toMatchObject({ headers: { 'content-type': 'image/png' } })
    expect(bucket.keys().filter(place => place.startsWith(above))).toEqual([])

    await store.deleteFile(added)
    await store.putFile(exampleBytes(20), key)
    await collect(store.discard())
    expect(await contents(store)).toEqual(before)
    expect(bucket.keys().filter(place => place.startsWith(above))).toEqual([])
  })

  it('covers a mark by a file', async () => {
    const { store } = create()
    await store.underlying.putFile(bytes, key)
    await store.deleteFile(key)

    await store.putFile(exampleBytes(10), key)

    expect(await read(store, key)).toBe(Buffer.from(exampleBytes(10)).toString('base64'))
    expect(await read(store.underlying, key)).toBe(Buffer.from(bytes).toString('base64'))
  })
})
