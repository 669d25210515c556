import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exampleBytes, exampleKey } from '@imageattach/contracts'
import type { ImageKey } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { observedFileSystem } from './support/failing-file-system.js'
import { filesBelow } from './support/files-below.js'
import { temporaryFolder } from './support/temporary-folder.js'

const baseUrl = 'https://images.example.com/static/'

function legacyKey(parts: Partial<ImageKey>): ImageKey {
  return exampleKey({ path: '', objectType: 'album-cover', objectId: '73', width: 640, height: 427, ...parts })
}

/** The places are those that SQLAlchemy-ImageAttach 1.1.0 computed. */
const places: readonly (readonly [string, ImageKey])[] = [
  ['album-cover/73/0/73.640x427.jpe', legacyKey({})],
  ['album-cover/500/-3/-2500.8x6.gif', legacyKey({ objectId: '-2500', width: 8, height: 6, mimetype: 'image/gif' })],
  [
    'album-cover/384/31415926535897932/31415926535897932384.300x200.svg',
    legacyKey({ objectId: '31415926535897932384', width: 300, height: 200, mimetype: 'image/svg+xml' }),
  ],
  ['album-cover/0/0/0.640x427.png', legacyKey({ objectId: '0', mimetype: 'image/png' })],
  ['album-cover/73/0/73.640x427None', legacyKey({ mimetype: 'image/webp' })],
  ['Album.Cover_2/73/0/73.640x427.jpe', legacyKey({ objectType: 'Album.Cover_2' })],
]

async function storeWith(...paths: readonly string[]) {
  const path = await temporaryFolder()
  for (const file of paths) {
    await mkdir(dirname(join(path, file)), { recursive: true })
    await writeFile(join(path, file), file)
  }
  return { path, store: new FileSystemStore({ path, baseUrl }) }
}

describe('FileSystemStore and the files of SQLAlchemy-ImageAttach', () => {
  it.each(places)('reads, looks at and deletes %s', async (place, key) => {
    const { path, store } = await storeWith(place, 'album-cover/73/0/730.640x427.jpe')

    expect(await new Response(await store.getFile(key)).text()).toBe(place)
    expect(await store.stat(key)).toMatchObject({ path: '', byteSize: place.length })
    await store.deleteFile(key)

    expect(await store.stat(key)).toBeUndefined()
    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await filesBelow(path)).toEqual(['album-cover/73/0/730.640x427.jpe'])
  })

  it('prefers the suffix of the type to the text "None"', async () => {
    const { store } = await storeWith('album-cover/73/0/73.640x427.webp', 'album-cover/73/0/73.640x427None')

    const stream = await store.getFile(legacyKey({ mimetype: 'image/webp' }))

    expect(await new Response(stream).text()).toBe('album-cover/73/0/73.640x427.webp')
  })

  it('shows the URL that the ancestor showed, encoded', async () => {
    const { store } = await storeWith()

    expect(store.getUrl(legacyKey({}))).toBe(`${baseUrl}album-cover/73/0/73.640x427.jpe`)
    expect(store.getUrl(legacyKey({ objectType: '\u00e4lbum' }))).toBe(`${baseUrl}%C3%A4lbum/73/0/73.640x427.jpe`)
  })

  it('writes nothing there', async () => {
    const { path, store } = await storeWith()

    await expect(store.putFile(exampleBytes(10), legacyKey({}))).rejects.toMatchObject({
      code: 'UNSAFE_KEY',
      message: expect.stringContaining('SQLAlchemy-ImageAttach is only read'),
    })

    expect(await filesBelow(path)).toEqual([])
  })

  it.each<Partial<ImageKey>>([
    { objectType: '..' },
    { objectType: '.' },
    { objectType: '' },
    { objectType: '../outside' },
    { objectType: 'a/../..' },
    { objectType: 'a/b' },
    { objectType: 'a\\b' },
    { objectType: '/etc' },
    { objectType: '.hidden' },
    { objectType: '-rf' },
    { objectType: 'a..b' },
    { objectType: 'a.' },
    { objectType: 'a b' },
    { objectType: 'a\0' },
    { objectType: 'a%2e' },
    { objectType: 'a\u2215b' },
    { objectType: 'a'.repeat(300) },
    { objectId: '' },
    { objectId: '..' },
    { objectId: '1/2' },
    { objectId: '01' },
    { objectId: '-0' },
    { objectId: '+1' },
    { objectId: ' 1' },
    { objectId: '1e3' },
    { objectId: '0x10' },
    { objectId: '1.5' },
    { objectId: '9'.repeat(300) },
    { width: 0 },
    { width: -1 },
    { width: 1.5 },
    { width: Number.NaN },
    { height: Number.POSITIVE_INFINITY },
    { height: '1/../../2' as unknown as number },
  ])('refuses a key with %o before any call reaches the disk', async parts => {
    const fs = observedFileSystem()
    const store = new FileSystemStore({ path: await temporaryFolder(), baseUrl }, fs)
    const key = legacyKey(parts)

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.deleteFile(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.stat(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    expect(() => store.getUrl(key)).toThrow(expect.objectContaining({ code: 'UNSAFE_KEY' }))

    expect(fs.calls).toEqual([])
  })

  it('says what to do for a row whose owner has no number', async () => {
    const { store } = await storeWith()
    const key: ImageKey = { ...legacyKey({}), objectId: undefined }

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'OWNER_KEY' })
  })
})
