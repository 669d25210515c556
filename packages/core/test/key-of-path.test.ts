import { describe, expect, it } from 'vitest'
import { newPath } from '../src/image-key.js'
import { keyOfPath } from '../src/key-of-path.js'

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
