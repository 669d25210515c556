import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSizeRequest, describeRequest, type SizeRequest, thumbnailSize } from '../src/thumbnail-size.js'

const side = fc.integer({ min: 1, max: 20_000 })

describe('thumbnailSize', () => {
  it.each([
    ['640x427', { width: 160 }, '160x106'],
    ['800x533', { height: 240 }, '360x240'],
    ['200x200', { ratio: 0.145 }, '28x28'],
    ['47x47', { width: 12 }, '12x11'],
    ['40x30', { width: 80 }, '80x60'],
  ] as const)('makes of %s at %o what the ancestor made: %s', (original, request, expected) => {
    const [width = 0, height = 0] = original.split('x').map(Number)

    const size = thumbnailSize({ width, height }, request)

    expect(`${size.width}x${size.height}`).toBe(expected)
  })

  it('gives the width that is asked for, and never more height than the proportions have, at most a pixel less', () => {
    fc.assert(
      fc.property(side, side, side, (width, height, asked) => {
        fc.pre(height * asked >= 2 * width)
        const exact = (BigInt(height) * BigInt(asked)) / BigInt(width)

        const size = thumbnailSize({ width, height }, { width: asked })

        expect(size.width).toBe(asked)
        expect([exact, exact - 1n]).toContain(BigInt(size.height))
      }),
    )
  })

  it('treats height as it treats width, the sides swapped', () => {
    fc.assert(
      fc.property(side, side, side, (width, height, asked) => {
        fc.pre(height * asked >= 2 * width)

        const byWidth = thumbnailSize({ width, height }, { width: asked })
        const byHeight = thumbnailSize({ width: height, height: width }, { height: asked })

        expect(byHeight).toEqual({ width: byWidth.height, height: byWidth.width })
      }),
    )
  })

  it('never enlarges by a ratio of at most one', () => {
    const ratio = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 20_000 }), ratio, (width, factor) => {
        expect(thumbnailSize({ width, height: width }, { ratio: factor }).width).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('refuses a side of less than one pixel, and says which size it would be', () => {
    const thumbnail = () => thumbnailSize({ width: 1000, height: 2 }, { width: 100 })

    expect(thumbnail).toThrow(RangeError)
    expect(thumbnail).toThrow(/width 100 of a 1000x2 image would be 100x0/)
  })
})

describe('checkSizeRequest', () => {
  it.each([[{}], [{ width: 1, height: 1 }], [{ width: 1, ratio: 1 }], [{ width: 1, height: 1, ratio: 1 }]])(
    'refuses %o, which is not exactly one of the three',
    request => {
      expect(() => checkSizeRequest(request as SizeRequest)).toThrow(TypeError)
    },
  )

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses a side of %d', side => {
    expect(() => checkSizeRequest({ width: side })).toThrow(RangeError)
    expect(() => checkSizeRequest({ height: side })).toThrow(RangeError)
  })

  it.each([0, -0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a ratio of %d', ratio => {
    expect(() => checkSizeRequest({ ratio })).toThrow(RangeError)
  })

  it.each([[true], ['150'], [150n], [null]])('refuses %o, which is no number', value => {
    for (const name of ['width', 'height', 'ratio']) {
      expect(() => checkSizeRequest({ [name]: value } as unknown as SizeRequest)).toThrow(TypeError)
    }
  })

  it.each([{ width: 1 }, { height: 150 }, { ratio: 0.5 }] as const)('accepts %o', request => {
    expect(() => checkSizeRequest(request)).not.toThrow()
  })
})

describe('describeRequest', () => {
  it.each([
    [{ width: 150 }, 'width 150'],
    [{ height: 7 }, 'height 7'],
    [{ ratio: 0.5 }, 'ratio 0.5'],
  ] as const)('puts %o into words', (request, words) => {
    expect(describeRequest(request)).toBe(words)
  })
})
