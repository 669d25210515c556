import { describe, expect, it } from 'vitest'
import { checkConditions, mayResume } from '../../src/serving/validators.js'

const lastModified = 'Wed, 25 Nov 2026 12:00:00 GMT'
const before = 'Wed, 25 Nov 2026 11:59:59 GMT'
const after = 'Wed, 25 Nov 2026 12:00:01 GMT'
const strong = { etag: '"a/b.jpg"', lastModified }
const weak = { etag: 'W/"10-20"', lastModified }

type Fields = Readonly<Record<string, string>>

describe('checkConditions', () => {
  it.each<[Fields, 304 | 412 | undefined]>([
    [{}, undefined],
    [{ 'if-none-match': '"a/b.jpg"' }, 304],
    [{ 'if-none-match': 'W/"a/b.jpg"' }, 304],
    [{ 'if-none-match': '"x", "a/b.jpg"' }, 304],
    [{ 'if-none-match': '"x","a/b.jpg" , "y"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': ' * ' }, 304],
    [{ 'if-none-match': '"a/b"' }, undefined],
    [{ 'if-none-match': 'a/b.jpg' }, undefined],
    [{ 'if-none-match': '"x, "a/b.jpg' }, undefined],
    [{ 'if-none-match': '' }, undefined],
    [{ 'if-modified-since': lastModified }, 304],
    [{ 'if-modified-since': after }, 304],
    [{ 'if-modified-since': before }, undefined],
    [{ 'if-modified-since': 'yesterday' }, undefined],
    // The date is not looked at where there is a tag.
    [{ 'if-none-match': '"x"', 'if-modified-since': after }, undefined],
    [{ 'if-none-match': '"a/b.jpg"', 'if-modified-since': before }, 304],
    [{ 'if-match': '"a/b.jpg"' }, undefined],
    [{ 'if-match': '*' }, undefined],
    [{ 'if-match': 'W/"a/b.jpg"' }, 412],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-unmodified-since': lastModified }, undefined],
    [{ 'if-unmodified-since': before }, 412],
    [{ 'if-unmodified-since': 'yesterday' }, undefined],
    [{ 'if-match': '"a/b.jpg"', 'if-unmodified-since': before }, undefined],
    [{ 'if-match': '"x"', 'if-none-match': '"a/b.jpg"' }, 412],
    [{ 'if-match': '"a/b.jpg"', 'if-none-match': '"a/b.jpg"' }, 304],
  ])('makes of %j: %j', (fields, status) => {
    expect(checkConditions(name => fields[name], strong)).toBe(status)
  })

  it('compares weak tags for "not modified", and for nothing else', () => {
    expect(checkConditions(() => undefined, weak)).toBeUndefined()
    expect(checkConditions(name => ({ 'if-none-match': 'W/"10-20"' })[name], weak)).toBe(304)
    expect(checkConditions(name => ({ 'if-none-match': '"10-20"' })[name], weak)).toBe(304)
    expect(checkConditions(name => ({ 'if-match': 'W/"10-20"' })[name], weak)).toBe(412)
  })
})

describe('mayResume', () => {
  it.each([
    [undefined, true],
    ['"a/b.jpg"', true],
    [lastModified, true],
    ['W/"a/b.jpg"', false],
    ['"x"', false],
    [before, false],
    [after, false],
    ['', false],
  ])('for If-Range %j is %j', (ifRange, isAllowed) => {
    expect(mayResume(ifRange, strong)).toBe(isAllowed)
  })

  it('is false for a file that may be overwritten', () => {
    expect(mayResume('W/"10-20"', weak)).toBe(false)
    expect(mayResume('"10-20"', weak)).toBe(false)
    expect(mayResume(lastModified, weak)).toBe(false)
    expect(mayResume(undefined, weak)).toBe(true)
  })
})
