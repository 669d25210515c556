import { describe, expect, it } from 'vitest'
import { OwnerKeyError } from '../src/errors.js'
import type { ImageKey } from '../src/image-key.js'
import { legacyFolderPath, legacyObjectPath, legacySuffixes } from '../src/legacy/legacy-path.js'

const key = (objectId: string | undefined, width: number, height: number, mimetype: string): ImageKey => ({
  path: '',
  objectType: 'album-cover',
  objectId,
  width,
  height,
  mimetype,
})

describe('the place of a file of the ancestor', () => {
  it.each([
    [key('73', 640, 427, 'image/jpeg'), 'album-cover/73/0/73.640x427.jpe', 'album-cover/73/640x427.jpe'],
    [key('-2500', 8, 6, 'image/gif'), 'album-cover/500/-3/-2500.8x6.gif', 'album-cover/-2500/8x6.gif'],
    [
      key('31415926535897932384', 300, 200, 'image/svg+xml'),
      'album-cover/384/31415926535897932/31415926535897932384.300x200.svg',
      'album-cover/31415926535897932384/300x200.svg',
    ],
    [key('-1000', 1, 1, 'image/png'), 'album-cover/0/-1/-1000.1x1.png', 'album-cover/-1000/1x1.png'],
    [key('0', 1, 1, 'image/x-odd'), 'album-cover/0/0/0.1x1None', 'album-cover/0/1x1None'],
  ])('of %o', (legacyKey, inFolder, asObject) => {
    const [suffix] = legacySuffixes(legacyKey.mimetype)

    expect(legacyFolderPath(legacyKey) + suffix).toBe(inFolder)
    expect(legacyObjectPath(legacyKey) + suffix).toBe(asObject)
  })

  it('cannot be told without an object id; the message names the remedy', () => {
    expect(() => legacyFolderPath(key(undefined, 1, 1, 'image/png'))).toThrow(OwnerKeyError)
    expect(() => legacyObjectPath(key(undefined, 1, 1, 'image/png'))).toThrow(/pass `objectId`/)
  })
})

describe('the suffix of a file of the ancestor', () => {
  it.each([
    ['image/jpeg', ['.jpe', 'None']],
    ['image/webp', ['.webp', 'None']],
    ['image/vnd.microsoft.icon', ['.ico', 'None']],
    ['image/pjpeg', ['None']],
    ['image/bmp3', ['None']],
    ['constructor', ['None']],
  ])('of %s is looked for as %o', (mimetype, suffixes) => {
    expect(legacySuffixes(mimetype)).toEqual(suffixes)
  })
})
