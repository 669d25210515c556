import { describe, expect, it } from 'vitest'
import { UnsupportedMimeTypeError } from '../src/errors.js'
import { type ImageClaim, ingest } from '../src/ingest.js'
import { resolveLimits } from '../src/limits.js'
import { exampleImage } from './support/example-image.js'
import { FakeResizer } from './support/fake-resizer.js'

const png = exampleImage(40, 30)
const text = (words: string) => new TextEncoder().encode(words)

function ingestWith(bytes: Uint8Array, claim: ImageClaim = {}, { limits = {}, resizer = new FakeResizer() } = {}) {
  return ingest(resizer, resolveLimits(limits), bytes, claim)
}

describe('ingest', () => {
  it('tells type and size of the bytes, and keeps them as they are', async () => {
    expect(await ingestWith(png)).toEqual({ bytes: png, width: 40, height: 30, mimetype: 'image/png' })
  })

  it.each([
    ['text', text('no image')],
    ['HTML', text('<html><body>40x30#1;</body></html>')],
    ['random bytes', Uint8Array.from({ length: 64 }, (_, index) => (index * 7919) % 256)],
    ['a single byte', Uint8Array.of(0x89)],
  ])('refuses %s before it is decoded', async (_, bytes) => {
    const resizer = new FakeResizer()

    await expect(ingestWith(bytes, {}, { resizer })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MIME_TYPE',
      reason: 'unsupported',
    })
    expect(resizer.inspected).toEqual([])
  })

  it('refuses an image that ends early', async () => {
    await expect(ingestWith(png.subarray(0, 12))).rejects.toMatchObject({ reason: 'corrupt' })
  })

  it('refuses a known type that is not allowed here, and names those that are', async () => {
    const svg = exampleImage(40, 30, { mimetype: 'image/svg+xml' })

    await expect(ingestWith(svg)).rejects.toThrow(/image\/svg\+xml; accepted are image\/jpeg/)
    await expect(ingestWith(svg, {}, { limits: { mimetypes: ['image/svg+xml'] } })).resolves.toMatchObject({
      mimetype: 'image/svg+xml',
    })
  })

  it('refuses an allowed type that the resizer cannot decode', async () => {
    const gif = exampleImage(40, 30, { mimetype: 'image/gif' })

    await expect(ingestWith(gif)).rejects.toMatchObject({ reason: 'unsupported', message: /fake cannot decode/ })
  })

  it.each(['image/png', 'IMAGE/PNG', 'image/x-png', 'image/png; charset=binary'])(
    'accepts the claim %s',
    async claim => {
      await expect(ingestWith(png, { mimetype: claim })).resolves.toMatchObject({ mimetype: 'image/png' })
    },
  )

  it.each(['image/jpeg', 'application/octet-stream', 'text/html', ''])('refuses the claim %o', async mimetype => {
    const refused = ingestWith(png, { mimetype })

    await expect(refused).rejects.toThrow(UnsupportedMimeTypeError)
    await expect(refused).rejects.toMatchObject({ reason: 'mismatch' })
  })

  it('refuses bytes that are decoded as another type than they begin as', async () => {
    const resizer = new FakeResizer()
    resizer.decodesAs = 'image/jpeg'

    await expect(ingestWith(png, {}, { resizer })).rejects.toMatchObject({ reason: 'mismatch' })
  })

  it('gives the resizer the limits, and refuses what is above them', async () => {
    await expect(ingestWith(png, {}, { limits: { maxPixels: 1_199 } })).rejects.toMatchObject({
      reason: 'too-many-pixels',
    })
    await expect(ingestWith(png, {}, { limits: { maxPixels: 1_200 } })).resolves.toMatchObject({ width: 40 })
    await expect(ingestWith(png, {}, { limits: { maxBytes: png.length - 1 } })).rejects.toMatchObject({
      reason: 'too-large',
    })
  })

  it('hands the signal of the caller to the resizer', async () => {
    const controller = new AbortController()
    const resizer = new FakeResizer()
    async function* aborting(): AsyncGenerator<Uint8Array, void, undefined> {
      yield png
      queueMicrotask(() => controller.abort(new Error('the visitor left')))
    }

    await expect(ingest(resizer, resolveLimits(), aborting(), {}, controller.signal)).rejects.toThrow('visitor left')
  })
})

describe('a size that is believed', () => {
  it('spares the decoding', async () => {
    const resizer = new FakeResizer()

    const image = await ingestWith(png, { width: 7, height: 8, mimetype: 'image/png' }, { resizer })

    expect(image).toEqual({ bytes: png, width: 7, height: 8, mimetype: 'image/png' })
    expect(resizer.inspected).toEqual([])
  })

  it('does not spare the look at the type', async () => {
    const size = { width: 7, height: 8 }

    await expect(ingestWith(png, { ...size, mimetype: 'image/jpeg' })).rejects.toMatchObject({ reason: 'mismatch' })
    await expect(ingestWith(text('no image'), size)).rejects.toMatchObject({ reason: 'unsupported' })
  })

  it.each([
    [0, 8],
    [7, -8],
    [1.5, 8],
    [7, Number.NaN],
  ])('of %d x %d is refused', async (width, height) => {
    await expect(ingestWith(png, { width, height })).rejects.toThrow(RangeError)
  })

  it('is held to the limit', async () => {
    const size = { width: 100, height: 100 }

    await expect(ingestWith(png, size, { limits: { maxPixels: 9_999 } })).rejects.toMatchObject({
      reason: 'too-many-pixels',
    })
  })
})
