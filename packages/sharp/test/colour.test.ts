import { defaultLimits as limits } from '@imageattach/core'
import { sharpResizer } from '@imageattach/sharp'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { isSrgbProfile } from '../src/is-srgb-profile.js'
import { colourful, psnr, rawPixels } from './support/pictures.js'

const resizer = sharpResizer()
const targets = [200, 100, 50].map(width => ({ width, height: width, mimetype: 'image/png' }))

describe('colours', () => {
  it.each(['srgb', 'p3'])('agree with sharp on a picture with a %s profile', async profile => {
    const input = await colourful(800).withIccProfile(profile).jpeg({ quality: 95 }).toBuffer()

    const images = await resizer.resize(input, targets, { limits })

    for (const [index, image] of images.entries()) {
      const { width, height } = targets[index] ?? image
      const direct = await rawPixels(sharp(input).resize({ width, height, fit: 'fill' }))
      // Dropping a P3 profile instead of applying it gives less than 30.
      expect(psnr(await rawPixels(sharp(image.bytes)), direct)).toBeGreaterThan(38)
    }
  })

  it('are those of the profile when one target is asked, too', async () => {
    const input = await colourful(800).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()

    const [image] = await resizer.resize(input, [{ width: 200, height: 200, mimetype: 'image/jpeg', quality: 100 }], {
      limits,
    })

    const direct = await rawPixels(sharp(input).resize(200, 200))
    expect(psnr(await rawPixels(sharp(image?.bytes)), direct)).toBeGreaterThan(35)
  })

  it.each([
    ['CMYK', () => colourful(300).toColourspace('cmyk').jpeg({ quality: 95 })],
    ['16 bits', () => colourful(300).toColourspace('rgb16').png()],
    ['grey', () => colourful(300).toColourspace('b-w').jpeg({ quality: 95 })],
    ['a palette', () => colourful(300).png({ palette: true })],
    ['Lab', () => colourful(300).toColourspace('lab').tiff({ compression: 'deflate' })],
  ])('of %s agree with sharp', async (_, make) => {
    const input = await make().toBuffer()

    const [image] = await resizer.resize(input, [{ width: 100, height: 100, mimetype: 'image/png' }], { limits })

    const direct = await rawPixels(sharp(input).resize(100, 100))
    expect(psnr(await rawPixels(sharp(image?.bytes)), direct)).toBeGreaterThan(45)
  })
})

describe('isSrgbProfile', () => {
  it('knows sRGB by what it computes', async () => {
    expect(isSrgbProfile(await profileOf('srgb'))).toBe(true)
    expect(isSrgbProfile(await profileOf('p3'))).toBe(false)
  })

  it('sees through a profile whose curve or primaries were changed', async () => {
    const profile = await profileOf('srgb')
    const changes = await Promise.all(['rXYZ', 'gTRC'].map(async tag => changed(await profileOf('srgb'), tag)))

    expect(isSrgbProfile(profile)).toBe(true)
    expect(changes.map(isSrgbProfile)).toEqual([false, false])
  })

  it('judges broken profiles without an error', async () => {
    const profile = await profileOf('srgb')
    const cuts = Array.from({ length: profile.length >> 3 }, (_, index) => profile.subarray(0, index * 8))

    expect(cuts.slice(0, 20).map(isSrgbProfile)).not.toContain(true)
    expect(() => cuts.map(isSrgbProfile)).not.toThrow()
  })
})

async function profileOf(name: string): Promise<Uint8Array> {
  const { icc } = await sharp(await colourful(8).withIccProfile(name).png().toBuffer()).metadata()
  if (icc === undefined) throw new Error(`sharp wrote no ${name} profile`)
  return Uint8Array.from(icc)
}

/** Overwrites the content of a tag. */
function changed(profile: Uint8Array, tag: string): Uint8Array {
  const view = new DataView(profile.buffer)
  for (let entry = 132; entry < 132 + view.getUint32(128) * 12; entry += 12) {
    const name = String.fromCharCode(...profile.subarray(entry, entry + 4))
    if (name === tag) profile.fill(0x33, view.getUint32(entry + 4) + 12, view.getUint32(entry + 4) + 18)
  }
  return profile
}
