import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnsafeKeyError } from '../src/errors.js'
import { checkPath, maxPathLength, newPath } from '../src/image-key.js'
import { anyText } from './support/any-text.js'

const parts = { namespace: 'ns0', objectType: 'user-picture', width: 40, height: 30, mimetype: 'image/jpeg' }
const side = fc.integer({ min: 1, max: 100_000 })
const mimetypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/svg+xml']

describe('newPath', () => {
  it('has namespace, object type, a folder of two digits, a random token, size and suffix', () => {
    expect(newPath(parts)).toMatch(/^ns0\/user-picture\/([0-9a-f]{2})\/\1[0-9a-f]{30}\.40x30\.jpg$/)
  })

  it('never gives the same path twice', () => {
    expect(newPath(parts)).not.toBe(newPath(parts))
  })

  it('always gives a path that is safe, or none', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abyzAZ019-_'), minLength: 1, maxLength: 70 })
    const objectType = fc.oneof(plain, anyText())
    fc.assert(
      fc.property(objectType, side, side, fc.constantFrom(...mimetypes), (type, width, height, mimetype) => {
        const made = attempt(() => newPath({ namespace: 'ns0', objectType: type, width, height, mimetype }))

        const isSafe = typeof made === 'string' && checkPath(made) === made && made.split('/').length === 4
        return isSafe || made instanceof UnsafeKeyError
      }),
    )
  })

  it('writes the object type in lower case', () => {
    expect(newPath({ ...parts, objectType: 'UserPicture' })).toContain('/userpicture/')
  })

  it.each(['', '..', '.', 'a b', 'a.b', 'a/b', 'ü', '-a', 'a'.repeat(65)])('refuses the object type %o', objectType => {
    expect(() => newPath({ ...parts, objectType })).toThrow(UnsafeKeyError)
  })

  it.each(['image/unknown', '', 'constructor'])('refuses the type %o', mimetype => {
    expect(() => newPath({ ...parts, mimetype })).toThrow(RangeError)
  })
})

describe('checkPath', () => {
  it.each(['a', 'a/b.png', 'ns0/user-picture/ab/ab12.40x30.jpg', 'a_b/0-1', `a/${'b'.repeat(128)}`])(
    'takes %s',
    path => {
      expect(checkPath(path)).toBe(path)
    },
  )

  it.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/..',
    'a/./b',
    '.hidden',
    'a/.b',
    'a.',
    'a/b..c',
    'a.b/c',
    'a\\b',
    'C:\\a',
    'c:/a',
    'a%2e%2e/b',
    'A/b',
    'a/B.png',
    'a b',
    'a\n',
    'a\0b',
    'a?b',
    'a#b',
    'ä',
    '-a',
    '_a/b',
    `${'a'.repeat(65)}/b`,
    'b'.repeat(129),
    `${'a/'.repeat(maxPathLength / 2)}b`,
  ])('refuses %j', path => {
    expect(() => checkPath(path)).toThrow(UnsafeKeyError)
  })

  it('takes the longest path that a row holds', () => {
    const path = `${'a/'.repeat(maxPathLength / 2 - 1)}bb`

    expect(path).toHaveLength(maxPathLength)
    expect(checkPath(path)).toBe(path)
  })

  it('names the store and the path in its error', () => {
    expect(() => checkPath('../secret', 'local')).toThrow(
      expect.objectContaining({ code: 'UNSAFE_KEY', storeName: 'local', key: '../secret' }),
    )
  })
})

function attempt(work: () => string): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
