import { S3Client } from '@aws-sdk/client-s3'
import { exampleBytes, exampleKey, storeContract, testContract, unreachableStoreContract } from '@imageattach/contracts'
import { type RunningS3Server, startS3Server } from '@imageattach/s3-server'
import { afterAll, describe, expect, it } from 'vitest'
import { S3Store } from '../src/index.js'
import { collect, readBytes } from './support/collect.js'
import { connectionTo, serverWithStore } from './support/s3-server.js'

const key = exampleKey({ path: 'one/a/aa/aa1.120x80.jpg' })
const bytes = exampleBytes(1000)
const nowhere = {
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
}

describe('S3Store', () => {
  const servers: RunningS3Server[] = []
  afterAll(() => Promise.all(servers.map(server => server.stop())))

  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat', 'copyFrom', 'signUrl', 'presignUpload'],
    async create() {
      const server = await startS3Server({ pageSize: 7 })
      servers.push(server)
      return new S3Store({ bucket: 'images', prefix: 'pictures', ...connectionTo(server) })
    },
  })

  testContract({ describe, it }, unreachableStoreContract, {
    capabilities: ['list', 'stat'],
    create: () => new S3Store({ bucket: 'images', ...nowhere }),
  })

  it('asks no server when it is made', () => {
    const store = new S3Store({ bucket: 'images', endpoint: 'http://127.0.0.1:1', region: 'us-east-1' })

    expect(store).toMatchObject({ name: 's3', readsLegacyLayout: true })
  })

  it('refuses a timeout that is no positive number', () => {
    expect(() => new S3Store({ bucket: 'images', timeouts: { total: 0 } })).toThrow(RangeError)
    expect(() => new S3Store({ bucket: 'images', timeouts: { request: Number.NaN } })).toThrow(RangeError)
  })

  it('writes what a browser and a cache want to know beside the bytes', async () => {
    const { server, store } = await serverWithStore()

    await store.putFile(bytes, key)

    expect(server.bucket('images').get(key.path)).toMatchObject({
      bytes,
      acl: 'private',
      storageClass: 'STANDARD',
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'public, max-age=31536000, immutable' },
    })
  })

  it('keeps what can be made again in a reduced class, in one of choice, or in none', async () => {
    const { server, store } = await serverWithStore({ storageClass: 'STANDARD_IA' })
    const own = new S3Store({ bucket: 'images', ...connectionTo(server), reducedStorageClass: 'ONEZONE_IA' })
    const none = new S3Store({ bucket: 'images', ...connectionTo(server), reducedStorageClass: false })
    const put = async (to: S3Store, reproducible: boolean) => {
      const fresh = exampleKey()
      await to.putFile(bytes, fresh, { reproducible })
      return server.bucket('images').get(fresh.path)?.storageClass
    }

    expect(await put(store, true)).toBe('REDUCED_REDUNDANCY')
    expect(await put(store, false)).toBe('STANDARD_IA')
    expect(await put(own, true)).toBe('ONEZONE_IA')
    expect(await put(none, true)).toBe('STANDARD')
  })

  it('gives files the cache control, access, encryption and headers that it was told to give', async () => {
    const { server, store } = await serverWithStore({
      cacheControl: 'no-cache',
      acl: 'public-read',
      encryption: { algorithm: 'aws:kms', keyId: 'key-1' },
      headers: { 'content-disposition': 'attachment', 'x-amz-tagging': 'app=shop', 'x-amz-meta-by': 'us' },
    })

    await store.putFile(bytes, key)

    expect(server.bucket('images').get(key.path)).toMatchObject({
      acl: 'public-read',
      headers: {
        'cache-control': 'no-cache',
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
        'content-disposition': 'attachment',
        'x-amz-tagging': 'app=shop',
        'x-amz-meta-by': 'us',
      },
    })
    expect(await readBytes((await fetch(await store.getUrl(key))).body ?? undefined)).toEqual(bytes)
  })

  it('says what to do when the server knows no reduced class', async () => {
    const { store } = await serverWithStore({ reducedStorageClass: 'DEEP_ARCHIVE' })

    await expect(store.putFile(bytes, key, { reproducible: true })).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('set `reducedStorageClass`'),
    })
  })

  it.each([
    ['shop', 'shop/'],
    [' shop// ', 'shop/'],
    ['/shop', '/shop/'],
    ['a b/ü', 'a b/ü/'],
    ['/', ''],
    ['', ''],
  ])('puts prefix %j in front of keys as the ancestor did', async (prefix, root) => {
    const { server, store } = await serverWithStore({ prefix })
    server.bucket('images').put('shopping/a.jpg', bytes, {})

    await store.putFile(bytes, key)

    expect(server.bucket('images').keys()).toContain(root + key.path)
    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
    expect((await collect(store.list('one/'))).map(file => file.path)).toEqual([key.path])
  })

  it('does not list what no key can name', async () => {
    const { server, store } = await serverWithStore()
    await store.putFile(bytes, key)
    for (const other of ['Upper.jpg', 'one/a b.jpg', 'one/', 'one/\u0001.jpg', 'one/a%2fb.jpg', 'one/ü.jpg']) {
      server.bucket('images').put(other, bytes, {})
    }

    expect((await collect(store.list(''))).map(file => file.path)).toEqual([key.path])
  })

  it('shows files below its public base URL, prefix included, each segment encoded', () => {
    const at = (prefix: string, publicBaseUrl: string) =>
      new S3Store({ bucket: 'images', region: 'eu-central-1', prefix, publicBaseUrl }).getUrl(key)

    expect(at('', 'https://cdn.example.com')).toBe(`https://cdn.example.com/${key.path}`)
    expect(at('a b', 'https://cdn.example.com/x/')).toBe(`https://cdn.example.com/x/a%20b/${key.path}`)
  })

  it.each([
    [{ region: 'eu-central-1' }, 'https://images.s3.eu-central-1.amazonaws.com/'],
    [{ region: 'us-east-1' }, 'https://images.s3.us-east-1.amazonaws.com/'],
    [{ region: 'cn-north-1' }, 'https://images.s3.cn-north-1.amazonaws.com.cn/'],
    [{ region: 'eu-central-1', forcePathStyle: true }, 'https://s3.eu-central-1.amazonaws.com/images/'],
    [{ region: 'x', endpoint: 'https://s3.example.com' }, 'https://images.s3.example.com/'],
    [{ region: 'x', endpoint: 'http://[::1]:9000/s3', forcePathStyle: true }, 'http://[::1]:9000/s3/images/'],
  ])('shows files at the URL of the bucket otherwise: %o', async (options, base) => {
    expect(await new S3Store({ bucket: 'images', ...options }).getUrl(key)).toBe(base + key.path)
  })

  it('says so when it cannot know where the bucket is', async () => {
    const region = () => Promise.reject(new Error('Region is missing'))
    const store = new S3Store({ bucket: 'images', client: new S3Client({ region }) })

    await expect(store.getUrl(key)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: expect.objectContaining({ message: 'Region is missing' }),
    })
  })

  it('works with a client of the application', async () => {
    const { server } = await serverWithStore()
    const store = new S3Store({ bucket: 'images', client: new S3Client(connectionTo(server)) })

    await store.putFile(bytes, key)

    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
    expect(await store.getUrl(key)).toBe(`${server.url}/images/${key.path}`)
  })

  it('is told no more by a server that hides it than by one that lacks it: a wrong key is denied', async () => {
    const { server } = await serverWithStore()
    const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'wrong' }
    const store = new S3Store({ bucket: 'images', ...connectionTo(server), credentials })

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({
      reason: 'denied',
      message: expect.not.stringContaining('wrong'),
    })
    await expect(store.stat(key)).rejects.toMatchObject({ reason: 'denied' })
    await expect(store.getFile(key)).rejects.toMatchObject({ reason: 'denied' })
  })

  it('checks the bytes of other programs against the checksum that the server keeps', async () => {
    const { server, store } = await serverWithStore()
    server.bucket('images').put(key.path, bytes, { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') })

    await expect(store.getFile(key).then(readBytes)).rejects.toMatchObject({ reason: 'checksum' })
  })

  it('finds a file damaged whose bytes have changed on the server', async () => {
    const { server, store } = await serverWithStore()
    await store.putFile(bytes, key)
    const { headers } = server.bucket('images').get(key.path) ?? {}
    const { 'x-amz-checksum-crc32': _, ...others } = { ...headers }
    server.bucket('images').put(key.path, exampleBytes(1000, 2), others)

    await expect(store.getFile(key).then(readBytes)).rejects.toMatchObject({ reason: 'checksum' })
  })

  it('reads an empty file of another program', async () => {
    const { server, store } = await serverWithStore()
    server.bucket('images').put(key.path, new Uint8Array(), {})

    expect(await readBytes(await store.getFile(key))).toHaveLength(0)
  })
})
