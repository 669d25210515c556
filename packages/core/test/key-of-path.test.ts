import { describe, expect, it } from 'vitest'
import { newPath } from '../src/image-key.js'
import { keyOfPath } from '../src/key-of-path.js'
import { legacyObjectKey, legacyObjectPath, legacySuffixes } from '../src/legacy/legacy-path.js'

describe('keyOfPath', () => {
  it.each(['image/jpeg', 'image/png', 'image/webp', 'image/svg+xml', 'application/pdf'])(
    'knows of a path of type %s what it was made of, but the id',
    mimetype => {
      const path = newPath({ namespace: 'ns0', objectType: 'user-picture', width: 640, height: 427, mimetype })

      expect(keyOfPath(path)).toEqual({
        path,
        objectType: 'user-picture',
        objectId: undefined,
        width: 640,
        height: 427,
        mimetype,
      })
    },
  )

  it.each(['album-cover/73/640x427.jpe', 'album-cover/73/0/73.640x427.jpe'])('reads the ancestor: %s', path => {
    expect(keyOfPath(path)).toMatchObject({
      path,
      objectType: 'album-cover',
      width: 640,
      height: 427,
      mimetype: 'image/jpeg',
    })
  })

  it.each(['', 'a', 'one/a/aa/aa1.jpg', 'album-cover/73/640x427None', 'x/constructor/1x1.constructor'])(
    'leaves open what it cannot tell of %o',
    path => {
      expect(keyOfPath(path)).toMatchObject({ path, objectId: undefined, mimetype: '' })
    },
  )
})

describe('legacyObjectKey', () => {
  it.each([
    ['album-cover/73/640x427.jpe', '73', 'image/jpeg'],
    ['album-cover/-2500/640x427.heic', '-2500', 'image/heic'],
    ['album-cover/31415926535897932384/640x427None', '31415926535897932384', 'application/octet-stream'],
  ])('finds the key of %s again', (path, objectId, mimetype) => {
    const key = legacyObjectKey(path)

    expect(key).toEqual({ path: '', objectType: 'album-cover', objectId, width: 640, height: 427, mimetype })
    expect(key && legacyObjectPath(key) + legacySuffixes(key.mimetype)[0]).toBe(path)
  })

  it.each(['ns0/user-picture/12/12ab.40x30.jpg', 'a/b/1x1.png', 'a/1/1x1.constructor', 'a/1/1x1', 'a/b/1/1x1.png'])(
    'knows none for %s',
    path => {
      expect(legacyObjectKey(path)).toBeUndefined()
    },
  )
})
