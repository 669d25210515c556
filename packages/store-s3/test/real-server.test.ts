import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import { s3 } from '@imageattach/test-services'
import { beforeAll, describe, expect, it } from 'vitest'
import { S3Store } from '../src/index.js'
import { collect, readBytes } from './support/collect.js'

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

describe.skipIf(s3.missing !== undefined)(`S3Store on ${s3.name}`, () => {
  const bucket = `imageattach-${randomUUID()}`
  const storeBelow = (prefix: string) => new S3Store({ bucket, prefix, ...connection() })

  beforeAll(async () => {
    await new S3Client(connection()).send(new CreateBucketCommand({ Bucket: bucket }))
  })

  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat', 'copyFrom', 'signUrl', 'presignUpload'],
    create: () => storeBelow(randomUUID()),
  })

  it('lists more files than a page holds', async () => {
    const store = storeBelow(randomUUID())
    const keys = Array.from({ length: 1100 }, () => exampleKey())
    for (let index = 0; index < keys.length; index += 50) {
      await Promise.all(keys.slice(index, index + 50).map(key => store.putFile(exampleBytes(10), key)))
    }

    const listed = await collect(store.list(''))

    expect(new Set(listed.map(file => file.path))).toEqual(new Set(keys.map(key => key.path)))
  })

  it('keeps what can be made again in its reduced class', async () => {
    const store = storeBelow(randomUUID())
    const key = exampleKey()
    const bytes = exampleBytes(1000)

    await store.putFile(bytes, key, { reproducible: true })

    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
  })

  it('tells a wrong key and a missing bucket from an absent file', async () => {
    const { credentials, ...others } = connection()
    const stranger = new S3Store({ bucket, ...others, credentials: { ...credentials, secretAccessKey: 'wrong' } })
    const nowhere = new S3Store({ bucket: `${bucket}-not`, ...connection() })

    await expect(stranger.getFile(exampleKey())).rejects.toMatchObject({ reason: 'denied' })
    await expect(stranger.stat(exampleKey())).rejects.toMatchObject({ reason: 'denied' })
    await expect(nowhere.getFile(exampleKey())).rejects.toMatchObject({
      message: expect.stringContaining('NoSuchBucket'),
    })
    await expect(nowhere.stat(exampleKey())).rejects.toMatchObject({ message: expect.stringContaining('NoSuchBucket') })
    await expect(nowhere.deleteFile(exampleKey())).rejects.toMatchObject({
      message: expect.stringContaining('NoSuchBucket'),
    })
  })
})
