import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { S3Store } from '../src/index.js'
import { signUrl } from '../src/sign-url.js'
import { connectionTo, serverWithStore } from './support/s3-server.js'

/** The keys that the documentation of Amazon S3 signs its examples with. */
const signer = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  region: 'us-east-1',
}
const url = 'https://examplebucket.s3.amazonaws.com/test.txt'
const start = Date.parse('2013-05-24T00:00:00Z') / 1000

describe('a signed URL', () => {
  it('has the signature of the example in the documentation of Amazon S3', () => {
    const signed = new URL(signUrl(signer, url, 43_200, start))

    expect(Object.fromEntries(signed.searchParams)).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
      'X-Amz-Date': '20130524T000000Z',
      'X-Amz-Expires': '86400',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    })
  })

  it('repeats for as long as it was asked to last, and lasts for twice as long', () => {
    const at = (seconds: number) => signUrl(signer, url, 600, start + seconds)

    expect(at(599)).toBe(at(0))
    expect(at(600)).not.toBe(at(599))
    expect(new URL(at(599)).searchParams.get('X-Amz-Expires')).toBe('1200')
  })

  it('carries the token of keys that expire', () => {
    const signed = signUrl({ ...signer, sessionToken: 'a+b/c=' }, url, 600, start)

    expect(signed).toContain('X-Amz-Security-Token=a%2Bb%2Fc%3D')
  })

  it('is what getUrl gives when told to sign, and what an image shows, without a cache buster', async () => {
    const { server, store } = await serverWithStore({ prefix: 'a b', signedUrls: { expiresIn: 600 } })
    const key = exampleKey()
    await store.putFile(exampleBytes(10), key)

    const signed = await store.getUrl(key)

    expect(signed).toContain(`${server.url}/images/a%20b/${key.path}?X-Amz-Algorithm=`)
    expect((await fetch(signed)).status).toBe(200)
    expect(store.signsUrls).toBe(true)
    expect(new S3Store({ bucket: 'images', ...connectionTo(server) }).signsUrls).toBe(false)
  })

  it.each([0, -1, 1.5, 302_401, Number.NaN])('cannot last for %d seconds', async expiresIn => {
    const { server, store } = await serverWithStore()

    await expect(store.signUrl(exampleKey(), { expiresIn })).rejects.toThrow(RangeError)
    expect(() => new S3Store({ bucket: 'images', ...connectionTo(server), signedUrls: { expiresIn } })).toThrow(
      RangeError,
    )
  })
})
