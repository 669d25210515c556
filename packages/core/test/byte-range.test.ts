import { describe, expect, it } from 'vitest'
import { checkRange, spanOf } from '../src/byte-range.js'
import { publicUrl } from '../src/public-url.js'

describe('checkRange', () => {
  it.each([undefined, { start: 0 }, { start: 0, end: 0 }, { start: 5, end: 9 }])('accepts %o', range => {
    expect(() => checkRange(range)).not.toThrow()
  })

  it.each([{ start: -1 }, { start: 1.5 }, { start: 2, end: 1 }, { start: 0, end: Number.NaN }, { start: Number.NaN }])(
    'refuses %o',
    range => {
      expect(() => checkRange(range)).toThrow(RangeError)
    },
  )
})

describe('spanOf', () => {
  it.each([
    [undefined, { start: 0, end: 10 }],
    [{ start: 3 }, { start: 3, end: 10 }],
    [
      { start: 3, end: 3 },
      { start: 3, end: 4 },
    ],
    [
      { start: 3, end: 99 },
      { start: 3, end: 10 },
    ],
  ])('of %o in ten bytes is %o', (range, span) => {
    expect(spanOf(range, 10)).toEqual(span)
  })

  it('refuses a range that starts behind the file', () => {
    expect(() => spanOf({ start: 10 }, 10)).toThrow(RangeError)
    expect(() => spanOf({ start: 0 }, 0)).toThrow(RangeError)
  })
})

describe('publicUrl', () => {
  it.each([
    ['https://example.com', 'a/b.png', 'https://example.com/a/b.png'],
    ['https://example.com/', 'a/b.png', 'https://example.com/a/b.png'],
    ['/pictures', 'ü ?#/b&c', '/pictures/%C3%BC%20%3F%23/b%26c'],
  ])('of %s and %s is %s', (base, path, url) => {
    expect(publicUrl(base, path)).toBe(url)
  })
})
