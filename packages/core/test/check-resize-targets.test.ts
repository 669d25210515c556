import { describe, expect, it } from 'vitest'
import { checkResizeTargets } from '../src/check-resize-targets.js'

const target = { width: 10, height: 10, mimetype: 'image/png' }
const check = (given: Partial<typeof target & { quality: number }>) =>
  checkResizeTargets([target, { ...target, ...given }], ['image/png'], { maxPixels: 100 })

describe('checkResizeTargets', () => {
  it.each([{}, { width: 1, height: 100 }, { quality: 1 }, { quality: 100 }])('accepts %o', given => {
    expect(() => check(given)).not.toThrow()
  })

  it.each([
    { width: 0 },
    { height: -1 },
    { width: 1.5 },
    { height: Number.NaN },
    { mimetype: 'image/gif' },
    { quality: 0 },
    { quality: 101 },
    { quality: 1.5 },
  ])('refuses %o', given => {
    expect(() => check(given)).toThrow(RangeError)
  })

  it('refuses a size above the limit', () => {
    expect(() => check({ width: 11 })).toThrow(expect.objectContaining({ reason: 'too-many-pixels' }))
  })
})
