import { availableParallelism } from 'node:os'
import {
  checkResizeTargets,
  type InspectedImage,
  planResize,
  type ResizedImage,
  type Resizer,
  type ResizerCallOptions,
  type ResizeTarget,
  WorkSlots,
} from '@imageattach/core'
import { checkEncodable, outputs } from './encode.js'
import { runLadder } from './run-ladder.js'
import { inputs, SharpSource } from './sharp-source.js'

export interface SharpResizerOptions {
  /** How many images are worked on at once; others wait. Default: the number of processors, at most 4. */
  readonly concurrency?: number
  /** 1–100, for targets that name none, in JPEG, WebP and AVIF. Default: 80 for JPEG and WebP, 50 for AVIF. */
  readonly quality?: number
}

/**
 * Makes a {@link SharpResizer}.
 *
 * ```ts
 * import { readFile } from 'node:fs/promises'
 * import { defaultLimits } from '@imageattach/core'
 * import { sharpResizer } from '@imageattach/sharp'
 *
 * const resizer = sharpResizer({ quality: 75 })
 * const input = await readFile('photo.jpg')
 * const { width, height } = await resizer.inspect(input, { limits: defaultLimits })
 * const half = { width: width >> 1, height: height >> 1, mimetype: 'image/webp' }
 * const [thumbnail] = await resizer.resize(input, [half], { limits: defaultLimits })
 * console.log(thumbnail?.bytes.length)
 * ```
 */
export function sharpResizer(options: SharpResizerOptions = {}): SharpResizer {
  return new SharpResizer(options)
}

/**
 * Resizes with sharp (libvips). All sizes of one call come from one decode: the largest is made from the source, each
 * smaller one from the pixels of the next larger. Transparency is kept in PNG, WebP, GIF, AVIF and TIFF and laid on
 * white in JPEG. Of an animation the first frame is taken.
 */
export class SharpResizer implements Resizer {
  readonly name = 'sharp'
  readonly inputs = inputs
  readonly outputs = outputs
  readonly #slots: WorkSlots
  readonly #quality: number | undefined

  constructor(options: SharpResizerOptions = {}) {
    const { concurrency = Math.min(4, availableParallelism()), quality } = options
    this.#slots = new WorkSlots(concurrency)
    this.#quality = quality
    if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
      throw new RangeError(`quality must be a whole number from 1 to 100, not ${quality}`)
    }
  }

  async inspect(input: Uint8Array, options: ResizerCallOptions): Promise<InspectedImage> {
    return this.#slots.run(options, async signal => {
      const source = await SharpSource.open(input, options.limits)
      signal.throwIfAborted()
      await source.decodeFully()
      return { width: source.width, height: source.height, mimetype: source.mimetype }
    })
  }

  async resize(
    input: Uint8Array,
    targets: readonly ResizeTarget[],
    options: ResizerCallOptions,
  ): Promise<readonly ResizedImage[]> {
    checkResizeTargets(targets, outputs, options.limits)
    checkEncodable(targets)
    if (targets.length === 0) return []
    return this.#slots.run(options, async signal => {
      const source = await SharpSource.open(input, options.limits)
      return runLadder(source, planResize(targets, source), { signal, quality: this.#quality })
    })
  }
}
