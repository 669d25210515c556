import { describe, expect, it } from 'vitest'
import { normalizeMimetype } from '../src/mimetype.js'

describe('a claimed type', () => {
  it.each([
    ['image/jpg', 'image/jpeg'],
    ['image/pjpeg', 'image/jpeg'],
    ['IMAGE/X-PNG; charset=binary', 'image/png'],
    ['image/webp', 'image/webp'],
    ['constructor', 'constructor'],
  ])('%s means %s', (claimed, mimetype) => {
    expect(normalizeMimetype(claimed)).toBe(mimetype)
  })
})
