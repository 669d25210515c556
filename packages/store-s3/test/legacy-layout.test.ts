import { exampleBytes, exampleKey } from '@imageattach/contracts'
import type { ImageKey } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { S3Store } from '../src/index.js'
import { readBytes } from './support/collect.js'
import { serverWithStore } from './support/s3-server.js'

function legacyKey(parts: Partial<ImageKey>): ImageKey {
  return exampleKey({ path: '', objectType: 'album-cover', objectId: '73', width: 640, height: 427, ...parts })
}

/** The keys are those that SQLAlchemy-ImageAttach 1.1.0 computed. */
const places: readonly (readonly [string, ImageKey])[] = [
  ['album-cover/73/640x427.jpe', legacyKey({})],
  ['album-cover/-2500/8x6.gif', legacyKey({ objectId: '-2500', width: 8, height: 6, mimetype: 'image/gif' })],
  [
    'album-cover/31415926535897932384/300x200.svg',
    legacyKey({ objectId: '31415926535897932384', width: 300, height: 200, mimetype: 'image/svg+xml' }),
  ],
  ['album-cover/73/640x427None', legacyKey({ mimetype: 'image/webp' })],
  ['Älbum_2/73/640x427.jpe', legacyKey({ objectType: 'Älbum_2' })],
]

describe('S3Store and the files of SQLAlchemy-ImageAttach', () => {
  it.each(places)('reads, looks at and deletes %s', async (place, key) => {
    const { server, store } = await serverWithStore({ prefix: 'shop' })
    const bucket = server.bucket('images')
    const bytes = new TextEncoder().encode(place)
    bucket.put(`shop/${place}`, bytes, { 'content-type': key.mimetype })
    bucket.put('shop/album-cover/730/640x427.jpe', bytes, {})

    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
    expect(await store.stat(key)).toMatchObject({ path: '', byteSize: bytes.length })
    await store.deleteFile(key)

    expect(await store.stat(key)).toBeUndefined()
    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(bucket.keys()).toEqual(['shop/album-cover/730/640x427.jpe'])
  })

  it('prefers the suffix of the type to the text "None"', async () => {
    const { server, store } = await serverWithStore()
    for (const suffix of ['.webp', 'None']) {
      server.bucket('images').put(`album-cover/73/640x427${suffix}`, new TextEncoder().encode(suffix), {})
    }

    const stream = await store.getFile(legacyKey({ mimetype: 'image/webp' }))

    expect(await new Response(stream).text()).toBe('.webp')
  })

  it('shows the URL that the ancestor showed, encoded', () => {
    const options = { bucket: 'images', region: 'x', prefix: 'shop', publicBaseUrl: 'https://cdn.example.com/' }
    const store = new S3Store(options)

    expect(store.getUrl(legacyKey({}))).toBe('https://cdn.example.com/shop/album-cover/73/640x427.jpe')
    expect(store.getUrl(legacyKey({ objectType: 'älbum' }))).toBe(
      'https://cdn.example.com/shop/%C3%A4lbum/73/640x427.jpe',
    )
  })

  it('writes nothing there', async () => {
    const { server, store } = await serverWithStore()

    await expect(store.putFile(exampleBytes(10), legacyKey({}))).rejects.toMatchObject({
      code: 'UNSAFE_KEY',
      message: expect.stringContaining('SQLAlchemy-ImageAttach is only read'),
    })

    expect(server.bucket('images').keys()).toEqual([])
  })

  it.each<Partial<ImageKey>>([
    { objectType: '..' },
    { objectType: '../outside' },
    { objectType: 'a/b' },
    { objectId: '1/2' },
    { objectId: '01' },
    { width: 0 },
    { height: 1.5 },
  ])('refuses a key with %o', async parts => {
    const { store } = await serverWithStore()
    const key = legacyKey(parts)

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.deleteFile(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.stat(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    expect(() => store.getUrl(key)).toThrow(expect.objectContaining({ code: 'UNSAFE_KEY' }))
  })

  it('says what to do for a row whose owner has no number', async () => {
    const { store } = await serverWithStore()
    const key: ImageKey = { ...legacyKey({}), objectId: undefined }

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'OWNER_KEY' })
  })
})
