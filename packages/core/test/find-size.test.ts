import { describe, expect, it } from 'vitest'
import { findSize } from '../src/find-size.js'
import { hasSide, type Size, type SizeRequest, thumbnailSize } from '../src/thumbnail-size.js'

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

  it('finds the same without the original, which lists do not read, among all sizes that we make', () => {
    const sides = Array.from({ length: 20 }, (_, index) => index + 1)
    const requests = sides.flatMap(side => [{ width: side }, { height: side }, { ratio: side / 16 }] as const)
    const mistakes: unknown[] = []
    for (const [width, height] of sides.flatMap(side => sides.map(other => [side, other] as const))) {
      const whole = { width, height, original: true, variant: '' }
      const rows = [whole, ...requests.flatMap(request => sizeOf(whole, request))]
      for (const request of rows.flatMap(row => [{ width: row.width }, { height: row.height }])) {
        const listed = rows.filter(row => hasSide(row, request)).toReversed()
        const [found, expected] = [findSize(listed, request), findSize(rows, request)]
        if (found?.width !== expected?.width || found?.height !== expected?.height) mistakes.push({ whole, request })
      }
    }

    expect(mistakes).toEqual([])
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

function sizeOf(original: Size, request: SizeRequest): readonly ReturnType<typeof thumbnail>[] {
  try {
    const { width, height } = thumbnailSize(original, request)
    return [thumbnail(width, height)]
  } catch {
    return [] // less than a pixel
  }
}
