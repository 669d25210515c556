import { describe, expect, it } from 'vitest'
import { findSize } from '../src/find-size.js'

const original = { width: 640, height: 427, original: true, variant: '' }
const thumbnail = (width: number, height: number, variant = '') => ({ width, height, original: false, variant })

describe('findSize', () => {
  it('finds a row of the ancestor by its width, however its height was rounded', () => {
    const rounded = thumbnail(160, 107)

    expect(findSize([original, rounded], { width: 160 })).toBe(rounded)
    expect(findSize([original, rounded], { height: 107 })).toBe(rounded)
  })

  it('finds the original by its own width', () => {
    expect(findSize([thumbnail(160, 106), original], { width: 640 })).toBe(original)
  })

  it('prefers the proportions of the original where several have the width, in any order of the rows', () => {
    const exact = thumbnail(160, 106)
    const rows = [thumbnail(160, 90), exact, original, thumbnail(160, 120)]

    expect(findSize(rows, { width: 160 })).toBe(exact)
    expect(findSize(rows.toReversed(), { width: 160 })).toBe(exact)
  })

  it('takes the smaller of two that are equally far from the proportions', () => {
    const smaller = thumbnail(160, 105)
    const rows = [thumbnail(160, 107), smaller, original]

    expect(findSize(rows, { width: 160 })).toBe(smaller)
    expect(findSize(rows.toReversed(), { width: 160 })).toBe(smaller)
  })

  it('finds by ratio only the very size that the ratio gives', () => {
    const half = thumbnail(320, 213)

    expect(findSize([original, half], { ratio: 0.5 })).toBe(half)
    expect(findSize([original, thumbnail(320, 214)], { ratio: 0.5 })).toBeUndefined()
    expect(findSize([half], { ratio: 0.5 })).toBeUndefined()
  })

  it('finds a row of a width whose other side would be less than one pixel', () => {
    const flat = { width: 1000, height: 2, original: true, variant: '' }
    const line = thumbnail(100, 1)

    expect(findSize([flat, line], { width: 100 })).toBe(line)
    expect(findSize([flat], { width: 100 })).toBeUndefined()
  })

  it('never takes a variant for a plain size', () => {
    expect(findSize([original, thumbnail(160, 106, 'crop')], { width: 160 })).toBeUndefined()
  })

  it('leaves the list in its order', () => {
    const rows = [thumbnail(160, 120), thumbnail(160, 106), original]

    findSize(rows, { width: 160 })

    expect(rows.map(row => row.height)).toEqual([120, 106, 427])
  })
})
