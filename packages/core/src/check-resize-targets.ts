import { InvalidImageError } from './errors.js'
import type { Limits } from './limits.js'
import type { ResizeTarget } from './resizer.js'

/**
 * What every resizer checks before it starts. Throws `RangeError` for a size that is no positive integer, a quality
 * outside 1–100 or a type that the resizer does not write, and {@link InvalidImageError} `too-many-pixels` for a
 * target above `limits.maxPixels`.
 *
 * ```ts
 * import { checkResizeTargets, defaultLimits } from '@imageattach/core'
 *
 * checkResizeTargets([{ width: 150, height: 100, mimetype: 'image/png' }], ['image/png'], defaultLimits)
 * ```
 */
export function checkResizeTargets(
  targets: readonly ResizeTarget[],
  outputs: readonly string[],
  limits: Pick<Limits, 'maxPixels'>,
): void {
  for (const { width, height, mimetype, quality } of targets) {
    if (!isPositiveInteger(width) || !isPositiveInteger(height)) {
      throw new RangeError(
        `A target must be a positive whole number of pixels in both directions, not ${width}×${height}`,
      )
    }
    if (width * height > limits.maxPixels) {
      throw new InvalidImageError(
        'too-many-pixels',
        `A thumbnail of ${width}×${height} pixels is above limits.maxPixels (${limits.maxPixels})`,
      )
    }
    if (!outputs.includes(mimetype)) {
      throw new RangeError(`This resizer writes ${outputs.join(', ')}, not ${JSON.stringify(mimetype)}`)
    }
    if (quality !== undefined && !(isPositiveInteger(quality) && quality <= 100)) {
      throw new RangeError(`quality must be a whole number from 1 to 100, not ${quality}`)
    }
  }
}

function isPositiveInteger(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}
