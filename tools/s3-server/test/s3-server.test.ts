import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type S3ServerOptions, startS3Server } from '../src/index.ts'

const Bucket = 'images'
const Key = 'a/ü b+c.jpg'
const Body = new Uint8Array([1, 2, 3, 4, 5])

async function serverWithClient(config: S3ClientConfig = {}, options: S3ServerOptions = {}) {
  const server = await startS3Server(options)
  onTestFinished(() => server.stop())
  const { url: endpoint, region, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, ...config })
  return { server, client }
}

describe('the S3 server for tests', () => {
  it('keeps, shows, copies and deletes objects of the SDK, with what they came with', async () => {
    const { client } = await serverWithClient()
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body,
        ContentType: 'image/png',
        CacheControl: 'no-cache',
        Metadata: { a: 'b' },
      }),
    )
    await client.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
    )

    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'copy' }))
    expect(await got.Body?.transformToByteArray()).toEqual(Body)
    expect(got).toMatchObject({ ContentType: 'image/png', CacheControl: 'no-cache', Metadata: { a: 'b' } })
    expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 5 })

    await client.send(new DeleteObjectCommand({ Bucket, Key }))
    await client.send(new DeleteObjectCommand({ Bucket, Key }))
    await expect(client.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toThrow(
      expect.objectContaining({ name: 'NotFound' }),
    )
  })

  it('takes a stream out of its chunks, and checks the checksum behind it', async () => {
    const { client, server } = await serverWithClient()

    await client.send(new PutObjectCommand({ Bucket, Key, Body: Readable.from([Body]), ContentLength: 5 }))

    expect(server.bucket(Bucket).get(Key)?.bytes).toEqual(Body)
    expect(server.bucket(Bucket).get(Key)?.headers['x-amz-checksum-crc32']).toBe('RwuZ9A==')
  })

  it('refuses bytes that are not those of their checksum or of their signature', async () => {
    const { client, server } = await serverWithClient()
    const put = new PutObjectCommand({ Bucket, Key, Body, ChecksumSHA256: 'AAAA' })
    await expect(client.send(put)).rejects.toThrow(expect.objectContaining({ name: 'BadDigest' }))

    client.middlewareStack.add(
      next => args => {
        Object.assign(args.request as object, { body: new Uint8Array([5, 4, 3, 2, 1]) })
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    await expect(client.send(new PutObjectCommand({ Bucket, Key, Body }))).rejects.toThrow(
      expect.objectContaining({ name: 'XAmzContentSHA256Mismatch' }),
    )
    expect(server.bucket(Bucket).keys()).toEqual([])
  })

  it('refuses a wrong secret, an unknown key, another region and a wrong clock', async () => {
    const { server } = await serverWithClient()
    const { url: endpoint, accessKeyId, secretAccessKey } = server
    const base: S3ClientConfig = { endpoint, region: server.region, forcePathStyle: true, maxAttempts: 1 }
    const attempt = (config: S3ClientConfig) =>
      new S3Client({ ...base, credentials: { accessKeyId, secretAccessKey }, ...config })
        .send(new ListObjectsV2Command({ Bucket }))
        .then(() => 'allowed')
        .catch((error: Error) => error.name)

    expect(await attempt({})).toBe('allowed')
    expect(await attempt({ credentials: { accessKeyId, secretAccessKey: 'wrong' } })).toBe('SignatureDoesNotMatch')
    expect(await attempt({ credentials: { accessKeyId: 'NOBODY', secretAccessKey } })).toBe('InvalidAccessKeyId')
    expect(await attempt({ region: 'eu-central-1' })).toBe('AuthorizationHeaderMalformed')
    expect(await attempt({ systemClockOffset: 3_600_000 })).toBe('RequestTimeTooSkewed')
  })

  it('shows an unsigned reader what is public, and nothing else', async () => {
    const { client, server } = await serverWithClient()
    await client.send(new PutObjectCommand({ Bucket, Key: 'public', Body, ACL: 'public-read' }))
    await client.send(new PutObjectCommand({ Bucket, Key: 'private', Body }))

    expect((await fetch(`${server.url}/${Bucket}/public`)).status).toBe(200)
    expect((await fetch(`${server.url}/${Bucket}/private`)).status).toBe(403)
    expect((await fetch(`${server.url}/${Bucket}/absent`)).status).toBe(403)
    expect((await fetch(`${server.url}/${Bucket}/public`, { method: 'DELETE' })).status).toBe(403)
    expect((await fetch(`${server.url}/${Bucket}/public`, { method: 'PUT', body: 'x' })).status).toBe(403)
  })

  it('gives parts, and refuses a part behind the end', async () => {
    const { client } = await serverWithClient()
    await client.send(new PutObjectCommand({ Bucket, Key, Body }))
    const get = (Range: string) => client.send(new GetObjectCommand({ Bucket, Key, Range }))

    const part = await get('bytes=1-2')
    expect(part).toMatchObject({ ContentRange: 'bytes 1-2/5', ContentLength: 2 })
    expect(await part.Body?.transformToByteArray()).toEqual(Body.subarray(1, 3))
    expect(await get('bytes=3-99')).toMatchObject({ ContentRange: 'bytes 3-4/5' })
    await expect(get('bytes=5-')).rejects.toThrow(expect.objectContaining({ name: 'InvalidRange' }))
  })

  it('writes once, for whoever asks for that', async () => {
    const { client } = await serverWithClient()
    const put = () => client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }))

    await put()

    await expect(put()).rejects.toThrow(expect.objectContaining({ name: 'PreconditionFailed' }))
    await client.send(new PutObjectCommand({ Bucket, Key, Body }))
  })

  it('lists in pages', async () => {
    const { client } = await serverWithClient({}, { pageSize: 2 })
    for (const name of ['a/3', 'a/1', 'b/1', 'a/2'])
      await client.send(new PutObjectCommand({ Bucket, Key: name, Body }))

    const first = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/' }))
    const token = first.NextContinuationToken
    const second = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', ContinuationToken: token }))

    expect(first.Contents?.map(object => object.Key)).toEqual(['a/1', 'a/2'])
    expect(second.Contents?.map(object => object.Key)).toEqual(['a/3'])
    expect(second.IsTruncated).toBe(false)
  })

  it('refuses a class that S3 does not have, and a bucket that is not there', async () => {
    const { client } = await serverWithClient()
    const odd = 'ODD' as 'STANDARD' // a class that the SDK does not know either

    await expect(client.send(new PutObjectCommand({ Bucket, Key, Body, StorageClass: odd }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidStorageClass' }),
    )
    await expect(client.send(new PutObjectCommand({ Bucket: 'other', Key, Body }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchBucket' }),
    )
    await client.send(new CreateBucketCommand({ Bucket: 'other' }))
    await client.send(new PutObjectCommand({ Bucket: 'other', Key, Body }))
  })
})

describe('a form that is posted to the S3 server', () => {
  async function post(change: (form: FormData, policy: { expiration: string }) => void = () => undefined) {
    const { server } = await serverWithClient()
    const date = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`
    const scope = `${date.slice(0, 8)}/${server.region}/s3/aws4_request`
    const credential = `${server.accessKeyId}/${scope}`
    const fields = { key: 'a.png', 'Content-Type': 'image/png', 'x-amz-algorithm': 'AWS4-HMAC-SHA256' }
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...fields, 'x-amz-credential': credential, 'x-amz-date': date })) {
      form.set(name, value)
    }
    const policy = {
      expiration: new Date(Date.now() + 60_000).toISOString(),
      conditions: [...[...form].map(([name, value]) => ({ [name]: value })), ['content-length-range', 1, 10]],
    }
    form.set('file', new Blob([Body]), 'x.png')
    change(form, policy)
    const text = Buffer.from(JSON.stringify(policy)).toString('base64')
    const signingKey = scope
      .split('/')
      .reduce<string | Buffer>(
        (secret, part) => createHmac('sha256', secret).update(part).digest(),
        `AWS4${server.secretAccessKey}`,
      )
    const signature = createHmac('sha256', signingKey).update(text).digest('hex')
    const file = form.get('file') ?? ''
    form.delete('file')
    if (!form.has('policy')) form.set('policy', text)
    form.set('x-amz-signature', signature)
    form.set('file', file)
    const response = await fetch(`${server.url}/${Bucket}`, { method: 'POST', body: form })
    return { status: response.status, text: await response.text(), keys: server.bucket(Bucket).keys() }
  }

  it('is taken if its policy holds', async () => {
    expect(await post()).toEqual({ status: 204, text: '', keys: ['a.png'] })
  })

  it.each<[string, string, Parameters<typeof post>[0]]>([
    ['another key', 'AccessDenied', form => form.set('key', 'b.png')],
    ['another type', 'AccessDenied', form => form.set('Content-Type', 'text/html')],
    ['a field that the policy lacks', 'AccessDenied', form => form.set('acl', 'public-read')],
    ['too many bytes', 'EntityTooLarge', form => form.set('file', new Blob(['x'.repeat(11)]), 'x')],
    ['too few bytes', 'EntityTooSmall', form => form.set('file', new Blob([]), 'x')],
    ['a policy that nobody signed', 'SignatureDoesNotMatch', form => form.set('policy', 'e30=')],
    [
      'a policy that is over',
      'Policy expired',
      (_, policy) => Object.assign(policy, { expiration: '2020-01-01T00:00:00Z' }),
    ],
  ])('is refused with %s', async (_, code, change) => {
    const { text, keys } = await post(change)

    expect(text).toContain(code)
    expect(keys).toEqual([])
  })
})
