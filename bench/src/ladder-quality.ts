import type { ResizeTarget } from '@imageattach/core'
import sharp, { type Sharp } from 'sharp'
import { naive, ours, ways, widths } from './ladder-ways.ts'
import { type Rgb, ssim } from './ssim.ts'

/** How much closer (positive) or farther our rungs are from the truth than naive's, one figure per width. */
export async function qualityDifferences(
  input: Uint8Array,
  targets: readonly ResizeTarget[],
): Promise<readonly number[]> {
  const [theirs, mine] = [await ways[naive]?.(input, targets), await ways[ours]?.(input, targets)]
  const differences: number[] = []
  for (const [index, target] of targets.entries()) {
    const truth = await reference(input, target)
    const [a, b] = [theirs?.[index], mine?.[index]]
    if (a === undefined || b === undefined) throw new Error(`No picture of ${widths[index]} pixels`)
    differences.push(ssim(truth, await pixels(sharp(b))) - ssim(truth, await pixels(sharp(a))))
  }
  return differences
}

/** From all pixels of the source, without shrinking while decoding, and never encoded. */
async function reference(input: Uint8Array, { width, height }: ResizeTarget): Promise<Rgb> {
  // Rotating by hand, before the resize, makes sharp decode at full size.
  const upright = await sharp(input, { limitInputPixels: false })
    .autoOrient()
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: upright.info.width, height: upright.info.height, channels: upright.info.channels }
  return pixels(
    sharp(upright.data, { raw, limitInputPixels: false }).resize({ width, height, fit: 'fill', kernel: 'lanczos3' }),
  )
}

async function pixels(pipeline: Sharp): Promise<Rgb> {
  const { data, info } = await pipeline.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}
