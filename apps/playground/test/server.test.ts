import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testPhoto } from './support/test-photo.js'
import { openTestPlayground, type TestPlayground } from './support/test-playground.js'

let test: TestPlayground

beforeEach(async () => {
  test = await openTestPlayground()
})

afterEach(() => test[Symbol.asyncDispose]())

describe('a picture', () => {
  it('is stored with its thumbnails', async () => {
    const { status, entry, state } = await test.send('PUT', '/picture', await testPhoto(), {
      'content-type': 'image/jpeg',
      'x-filename': encodeURIComponent('Göttingen.jpg'),
    })

    expect(status).toBe(200)
    expect(state.picture.images.map(({ width, height }) => `${width}x${height}`)).toEqual([
      '600x400',
      '480x320',
      '150x100',
    ])
    expect(state.picture.images[0]?.filename).toBe('Göttingen.jpg')
    expect(state.agreement).toEqual({ rows: 3, files: 3, waiting: 0, problems: [] })
    expect(entry.code).toContain("filename: 'Göttingen.jpg'")
    expect(entry.failure).toBeNull()
  })

  it.each(['sharp', 'jimp'])('gets any size that is asked for, made by %s', async resizer => {
    await test.send('PUT', `/picture?resizer=${resizer}`, await testPhoto('png'))

    const { state, entry } = await test.send('POST', `/picture/sizes?resizer=${resizer}`, { height: 99 })

    expect(entry.result).toContain('148 × 99, image/png')
    expect(state.picture.images.map(({ height }) => height)).toContain(99)
  })

  it('is replaced, and the old files are kept for a while', async () => {
    await test.send('PUT', '/picture', await testPhoto())

    const { state } = await test.send('PUT', '/picture', await testPhoto('png', 300, 300))

    expect(state.picture.images.map(({ width }) => width)).toEqual([300, 480, 150])
    expect(state.files.filter(file => file.status === 'retired')).toHaveLength(3)
    expect(state.agreement.problems).toEqual([])
  })

  it('is deleted, and its files go when their time is up', async () => {
    await using short = await openTestPlayground({ keepRetired: 0 })
    await short.send('PUT', '/picture', await testPhoto())

    await short.send('DELETE', '/picture')
    await short.playground.images.sharp.images.settled()

    const { picture, files, agreement } = await short.state()
    expect(picture.images).toEqual([])
    expect(files).toEqual([])
    expect(agreement.problems).toEqual([])
  })
})

describe('the photos of a post', () => {
  it('are kept in their order', async () => {
    await test.send('POST', '/photos', await testPhoto('jpeg', 200, 100))
    await test.send('POST', '/photos', await testPhoto('jpeg', 210, 100))

    const { state } = await test.send('POST', '/photos', await testPhoto('jpeg', 220, 100))

    expect(state.photos.map(photo => photo.orderIndex)).toEqual([1, 2, 3])
    expect(originalWidths(state)).toEqual([200, 210, 220])
  })

  it('change places with all their sizes', async () => {
    await test.send('POST', '/photos', await testPhoto('jpeg', 200, 100), { 'x-filename': 'a.jpg' })
    await test.send('POST', '/photos', await testPhoto('jpeg', 210, 100), { 'x-filename': 'b.jpg' })
    await test.send('POST', '/photos/1/sizes', { width: 50 })

    const { state, entry } = await test.send('POST', '/photos/1/swap/2')

    expect(entry.failure).toBeNull()
    expect(originalWidths(state)).toEqual([210, 200])
    expect(state.photos[1]?.images.map(({ width }) => width)).toContain(50)
    expect(entry.code).toContain(
      "fromBlob(left, { thumbnails: [{ width: 480 }, { width: 150 }, { width: 50 }], filename: 'a.jpg' })",
    )
    expect(state.photos[1]?.images.find(image => image.original)?.filename).toBe('a.jpg')
    expect(state.agreement.problems).toEqual([])
  })

  it('stay where they are when one of the two is not there', async () => {
    await test.send('POST', '/photos', await testPhoto('jpeg', 200, 100))

    const { status, entry, state } = await test.send('POST', '/photos/1/swap/2')

    expect(status).toBe(404)
    expect(entry.failure?.code).toBe('NO_ORIGINAL')
    expect(originalWidths(state)).toEqual([200])
  })

  it('leave the others alone when one is deleted', async () => {
    for (const width of [200, 210, 220]) await test.send('POST', '/photos', await testPhoto('jpeg', width, 100))

    const { state } = await test.send('DELETE', '/photos/2')

    expect(originalWidths(state)).toEqual([200, 220])
    expect((await test.send('DELETE', '/photos')).state.photos).toEqual([])
  })
})

describe('what is refused', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'image/png', 422, 'empty'],
    ['text', 'I am no picture', 'text/plain', 415, 'unsupported'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml', 415, 'unsupported'],
  ] as const)('is %s', async (_, body, type, status, reason) => {
    const answer = await test.send('PUT', '/picture', body, { 'content-type': type })

    expect(answer.status).toBe(status)
    expect(answer.entry.failure?.reason).toBe(reason)
    expect(answer.state.agreement).toEqual({ rows: 0, files: 0, waiting: 0, problems: [] })
  })

  it('is a photo that was cut off, whose set stays as it was', async () => {
    const photo = await testPhoto()
    await test.send('PUT', '/picture', photo)

    const { status, entry, state } = await test.send('PUT', '/picture', photo.subarray(0, photo.length >> 1))

    expect(status).toBe(422)
    expect(entry.failure).toMatchObject({ code: 'INVALID_IMAGE', reason: 'corrupt' })
    expect(state.picture.images).toHaveLength(3)
    expect(state.agreement).toEqual({ rows: 3, files: 3, waiting: 0, problems: [] })
  })

  it('is a photo under the name of another type', async () => {
    const { status, entry } = await test.send('PUT', '/picture', await testPhoto('png'), {
      'content-type': 'image/jpeg',
    })

    expect(status).toBe(415)
    expect(entry.failure?.reason).toBe('mismatch')
  })

  it('is more than the limit allows, and the rest is not read', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(1_000_000))
      },
    })

    const { playground } = test
    const { status, entry } = await test.send('PUT', '/picture', endless)

    expect(status).toBe(413)
    expect(entry.failure?.reason).toBe('too-large')
    expect(sent).toBeLessThan(30)
    expect(playground.journal.entries).toHaveLength(1)
  })

  it.each([{ width: 0 }, { width: -5 }, { width: 1.5 }, { width: '150' }, { width: 10, height: 10 }, {}, { ratio: 0 }])(
    'is the size %j',
    async size => {
      await test.send('PUT', '/picture', await testPhoto())

      const { status, entry, state } = await test.send('POST', '/picture/sizes', size)

      expect(status).toBe(400)
      expect(entry.failure?.code).toMatch(/^(Range|Type)Error$/)
      expect(state.picture.images).toHaveLength(3)
    },
  )

  it('is a size of a picture that is not there', async () => {
    const { status, entry } = await test.send('POST', '/picture/sizes', { width: 10 })

    expect(status).toBe(404)
    expect(entry.failure?.code).toBe('NO_ORIGINAL')
  })

  it('is a request that comes from another site', async () => {
    const response = await test.app.request('/api/picture', {
      method: 'DELETE',
      headers: { 'sec-fetch-site': 'cross-site' },
    })

    expect(response.status).toBe(403)
  })
})

describe('the stored files', () => {
  it('are served as what they are, and as nothing else', async () => {
    const photo = await testPhoto()
    const { state } = await test.send('PUT', '/picture', photo)

    const response = await test.app.request(state.picture.images[0]?.url ?? '')

    expect(Buffer.from(await response.arrayBuffer()).equals(photo)).toBe(true)
    const { etag, 'last-modified': _, ...headers } = Object.fromEntries(response.headers)
    expect(etag).toMatch(/^"/)
    expect(headers).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(photo.length),
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'image/jpeg',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
  })

  it('are served until their time is up, for pages that are open', async () => {
    const { state } = await test.send('PUT', '/picture', await testPhoto())

    await test.send('DELETE', '/picture')

    expect((await test.app.request(state.picture.images[0]?.url ?? '')).status).toBe(200)
  })

  it('are no longer served when they are gone', async () => {
    await using short = await openTestPlayground({ keepRetired: 0 })
    const { state } = await short.send('PUT', '/picture', await testPhoto())

    await short.send('DELETE', '/picture')
    await short.playground.images.sharp.images.settled()

    expect((await short.app.request(state.picture.images[0]?.url ?? '')).status).toBe(404)
  })
})

function originalWidths(state: { readonly photos: TestPhotos }): readonly (number | undefined)[] {
  return state.photos.map(photo => photo.images.find(image => image.original)?.width)
}

type TestPhotos = readonly { readonly images: readonly { readonly original: boolean; readonly width: number }[] }[]
