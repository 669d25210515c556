import { legacyFolderPath, legacyPaths, newPath } from '@imageattach/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestedKey } from '../../src/serving/requested-key.js'

describe('requestedKey', () => {
  it('knows every path that is ever made, also where a table has a number for a name', () => {
    for (const objectType of ['photo', 'post-photo', '7', '0', 'a_b']) {
      for (const mimetype of ['image/jpeg', 'image/svg+xml']) {
        const path = newPath({ namespace: 'shop', objectType, width: 640, height: 427, mimetype })
        expect(requestedKey(path)).toMatchObject({ path })
      }
    }
  })

  it.each([
    ['album-cover/73/0/73.640x427.jpe', 'album-cover', '73', 'image/jpeg'],
    ['album-cover/500/-3/-2500.640x427.gif', 'album-cover', '-2500', 'image/gif'],
    [
      'album-cover/384/31415926535897932/31415926535897932384.640x427.svg',
      'album-cover',
      '31415926535897932384',
      'image/svg+xml',
    ],
    ['AlbumCover/0/0/0.640x427None', 'AlbumCover', '0', ''],
    ['%C3%A9t%C3%A9/1/0/1.640x427.png', 'été', '1', 'image/png'],
  ])('takes %j for an ancestor’s', (path, objectType, objectId, mimetype) => {
    const key = requestedKey(path)

    expect(key).toEqual({ path: '', objectType, objectId, width: 640, height: 427, mimetype })
    expect(key && legacyPaths(key, legacyFolderPath, 'local')).toContain(decodeURIComponent(path))
  })

  it.each([
    'album-cover/74/0/73.640x427.JPE',
    'Album-cover/74/0/73.640x427.jpe',
    'Album-cover/73/0/073.640x427.jpe',
    'Album-cover/073/0/73.640x427.jpe',
    'Album-cover/73/00/73.640x427.jpe',
    'Album-cover/0/-0/-0.640x427.jpe',
    'Album-cover/73/0/73.0640x427.jpe',
    'Album-cover/73/0/73.640x427.jpg',
    'Album-cover/73/0/73.640x427.JPE',
    'Album-cover/73/0/73.640x427',
    'Album-cover/73/0/73.640x427None.jpe',
    '%41lbum-cover/73/0/73.640x427.jpe',
    '%c3%a9t%C3%A9/1/0/1.640x427.png',
    'e%CC%81t%C3%A9%2F1/0/1.640x427.png',
    '',
    '/',
    'a//b.jpg',
    'a/b.jpg/',
    'a/../b.jpg',
    'a/%2e%2e/b.jpg',
    'a%2Fb.jpg',
    '%FF',
    '%',
    'a'.repeat(513),
  ])('refuses %j', path => {
    expect(requestedKey(path)).toBeUndefined()
  })

  it('gives a key whose path is the text itself, or an ancestor’s, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab01./\\%25eEf.-_ xN') }), text => {
        const key = requestedKey(text)
        if (key !== undefined && key.path !== '') expect(key.path).toBe(text)
      }),
    )
  })
})
