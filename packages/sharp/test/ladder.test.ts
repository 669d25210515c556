import { defaultLimits as limits } from '@imageattach/core'
import { sharpResizer } from '@imageattach/sharp'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { colourful, psnr, rawPixels } from './support/pictures.js'

const resizer = sharpResizer()

describe('the ladder', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('of %s is as good as one pipeline per size', async format => {
    const input = await colourful(1500).toFormat(format).toBuffer()
    const targets = [400, 350, 200, 100, 50].map(width => ({ width, height: width - 1, mimetype: 'image/png' }))

    const images = await resizer.resize(input, targets, { limits })

    const full = { raw: { width: 1500, height: 1500, channels: 3 } } as const
    const source = await rawPixels(sharp(input))
    for (const [index, { width, height }] of targets.entries()) {
      const size = { width, height, fit: 'fill' } as const
      const truth = await rawPixels(sharp(source, full).resize(size))
      const naive = psnr(await rawPixels(sharp(input).resize(size)), truth)
      // Both are good; which is better differs from rung to rung.
      expect(psnr(await rawPixels(sharp(images[index]?.bytes)), truth)).toBeGreaterThan(Math.min(naive, 40) - 2)
    }
  })

  it.each([2, 5, 6, 7])('turns orientation %d as sharp does', async orientation => {
    const input = await colourful(300).resize(300, 200, { fit: 'fill' }).withMetadata({ orientation }).jpeg().toBuffer()
    const { width, height } = await resizer.inspect(input, { limits })

    const [image] = await resizer.resize(input, [{ width: width / 2, height: height / 2, mimetype: 'image/png' }], {
      limits,
    })

    const direct = await rawPixels(
      sharp(input)
        .autoOrient()
        .resize(width / 2, height / 2),
    )
    expect(psnr(await rawPixels(sharp(image?.bytes)), direct)).toBeGreaterThan(45)
  })

  it('refuses a target that its format cannot hold', async () => {
    const input = await colourful(10).png().toBuffer()

    await expect(
      resizer.resize(input, [{ width: 20_000, height: 1, mimetype: 'image/webp' }], { limits }),
    ).rejects.toThrow(RangeError)
  })

  it('survives garbage behind every byte of a header', async () => {
    const whole = await colourful(64).webp().toBuffer()
    const broken = Array.from({ length: 60 }, (_, index) => {
      const copy = Uint8Array.from(whole)
      copy[index] = (copy[index] ?? 0) ^ 0xff
      return copy
    })

    const outcomes = await Promise.allSettled(broken.map(input => resizer.inspect(input, { limits })))

    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: expect.any(String) })
    }
  })
})

describe('sharpResizer', () => {
  it.each([{ concurrency: 0 }, { quality: 0 }, { quality: 101 }, { quality: 1.5 }])('refuses %j', options => {
    expect(() => sharpResizer(options)).toThrow(RangeError)
  })
})
