import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import { S3Store } from '@imageattach/store-s3'
import { s3 } from '@imageattach/test-services'
import { beforeAll, describe, expect, it } from 'vitest'
import { S3SandboxStore } from '../src/index.js'
import { collect, contents, listedPaths } from './support/contents.js'

const markType = 'application/x-sqlalchemy-imageattach-sandbox-deleted'
const key = exampleKey()
const legacyKey = exampleKey({ path: '', objectType: 'album-cover', objectId: '73', width: 640, height: 427 })
const bytes = exampleBytes(1000)

/** How to reach the server that the tests were given. */
function connection() {
  const { username, password, origin } = new URL(s3.url ?? '')
  return {
    endpoint: origin,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: username, secretAccessKey: password },
  }
}

describe.skipIf(s3.missing !== undefined)(`S3SandboxStore on ${s3.name}`, () => {
  const bucket = `imageattach-${randomUUID()}`
  let client: S3Client
  beforeAll(async () => {
    client = new S3Client(connection())
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  })

  function create() {
    const prefix = randomUUID()
    const store = new S3SandboxStore({
      underlying: new S3Store({ name: 'below', bucket, prefix: `${prefix}/below`, ...connection() }),
      overriding: new S3Store({ name: 'above', bucket, prefix: `${prefix}/above`, ...connection() }),
    })
    return { store, below: `${prefix}/below`, above: `${prefix}/above` }
  }

  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat'],
    create: () => create().store,
  })

  it('marks a deleted file as SQLAlchemy-ImageAttach did', async () => {
    const { store, above } = create()
    await store.underlying.putFile(bytes, key)

    await store.deleteFile(key)

    const mark = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: `${above}/${key.path}` }))
    expect(mark).toMatchObject({ ContentLength: 0, ContentType: markType })
    expect(await listedPaths(store)).toEqual([])
    expect(await listedPaths(store.underlying)).toEqual([key.path])
  })

  it('understands a sandbox that SQLAlchemy-ImageAttach has left', async () => {
    const { store, above, below } = create()
    const place = 'album-cover/73/640x427.jpe'
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${below}/${place}`, Body: bytes }))
    const mark = { Body: new Uint8Array(0), ContentType: markType }
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${above}/${place}`, ...mark }))

    await expect(store.getFile(legacyKey)).rejects.toThrow(/deleted in this sandbox/)
    expect(await collect(store.diff())).toMatchObject([{ kind: 'deleted', key: { objectId: '73' }, byteSize: 1000 }])
  })

  it('promotes and discards its changes', async () => {
    const { store } = create()
    await store.underlying.putFile(bytes, key)
    const added = exampleKey()
    await store.putFile(exampleBytes(10), added)
    await store.deleteFile(key)
    const before = await contents(store)

    const events = await collect(store.promote())

    expect(events.map(({ kind, outcome }) => `${kind} ${outcome}`).sort()).toEqual(['added done', 'deleted done'])
    expect(await contents(store.underlying)).toEqual(before)
    expect(await collect(store.diff())).toEqual([])

    await store.deleteFile(added)
    await collect(store.discard())
    expect(await contents(store)).toEqual(before)
  })
})
