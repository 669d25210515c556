import { availableParallelism } from 'node:os'
import {
  checkResizeTargets,
  type InspectedImage,
  InvalidImageError,
  planResize,
  type ResizedImage,
  type Resizer,
  type ResizerCallOptions,
  type ResizeStep,
  type ResizeTarget,
  WorkSlots,
} from '@imageattach/core'
import { checkHeader, inputs } from './image-header.js'
import { JimpWorkers } from './jimp-workers.js'
import { toStillPng } from './png-header.js'
import type { WorkerRequest, WorkerResponse, WorkerStep } from './worker-messages.js'

export interface JimpResizerOptions {
  /** How many images are worked on at once, each in a thread; others wait. Default: the number of processors, at most 2. */
  readonly concurrency?: number
  /** Most pixels of an input, where `limits.maxPixels` allows more. Default 25,000,000: jimp takes about 45 bytes for each pixel of a JPEG. */
  readonly maxPixels?: number
  /** 1–100, for JPEG targets that name none. Default 80. */
  readonly quality?: number
}

/**
 * Makes a {@link JimpResizer}.
 *
 * ```ts
 * import { readFile } from 'node:fs/promises'
 * import { defaultLimits } from '@imageattach/core'
 * import { jimpResizer } from '@imageattach/jimp'
 *
 * const resizer = jimpResizer()
 * const input = await readFile('photo.jpg')
 * const { width, height } = await resizer.inspect(input, { limits: defaultLimits })
 * const half = { width: width >> 1, height: height >> 1, mimetype: 'image/jpeg' }
 * const [thumbnail] = await resizer.resize(input, [half], { limits: defaultLimits })
 * console.log(thumbnail?.bytes.length)
 * ```
 */
export function jimpResizer(options: JimpResizerOptions = {}): JimpResizer {
  return new JimpResizer(options)
}

const outputs = ['image/jpeg', 'image/png', 'image/gif'] as const

/**
 * Resizes with jimp: pure JavaScript, so it runs where native code cannot, at twenty times the cost. It works in
 * threads of its own, and every file passes a header check before jimp sees it. Transparency is kept in PNG and GIF
 * and laid on white in JPEG. Embedded colour profiles are not applied.
 */
export class JimpResizer implements Resizer {
  readonly name = 'jimp'
  readonly inputs = inputs
  readonly outputs: readonly string[] = outputs
  readonly #slots: WorkSlots
  readonly #workers = new JimpWorkers()
  readonly #maxPixels: number
  readonly #quality: number

  constructor(options: JimpResizerOptions = {}) {
    const { concurrency = Math.min(2, availableParallelism()), maxPixels = 25_000_000, quality = 80 } = options
    if (!(maxPixels > 0)) throw new RangeError(`maxPixels must be a positive number, not ${maxPixels}`)
    if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
      throw new RangeError(`quality must be a whole number from 1 to 100, not ${quality}`)
    }
    this.#slots = new WorkSlots(concurrency)
    this.#maxPixels = maxPixels
    this.#quality = quality
  }

  async inspect(input: Uint8Array, options: ResizerCallOptions): Promise<InspectedImage> {
    const { mimetype } = this.#check(input, options)
    const { inspected } = await this.#work(input, options)
    return { ...inspected, mimetype }
  }

  async resize(
    input: Uint8Array,
    targets: readonly ResizeTarget[],
    options: ResizerCallOptions,
  ): Promise<readonly ResizedImage[]> {
    checkResizeTargets(targets, outputs, options.limits)
    if (targets.length === 0) return []
    const { images } = await this.#work(input, options, targets)
    return images
  }

  #check(input: Uint8Array, { limits, signal }: ResizerCallOptions) {
    signal?.throwIfAborted()
    return checkHeader(input, Math.min(this.#maxPixels, limits.maxPixels))
  }

  async #work(input: Uint8Array, options: ResizerCallOptions, targets: readonly ResizeTarget[] = []): Promise<Answer> {
    const header = this.#check(input, options)
    const { mimetype, orientation = 1 } = header
    const turned = orientation >= 5
    const source = turned ? { width: header.height, height: header.width } : header
    const steps = inOrder(planResize(targets, source))
    return this.#slots.run(options, async signal => {
      const request = { input: copyForJimp(input, mimetype), mimetype, orientation, steps, quality: this.#quality }
      return unwrap(await this.#ask(request, signal, source.width * source.height), mimetype)
    })
  }

  async #ask(request: WorkerRequest, signal: AbortSignal, pixels: number): Promise<WorkerResponse> {
    try {
      return await this.#workers.ask(request, signal, pixels)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const message = `The ${request.mimetype} brought its decoder down: ${error instanceof Error ? error.message : error}`
      throw new InvalidImageError('corrupt', message, { cause: error })
    }
  }
}

/** A copy, since what is sent to a thread is taken away here. (slice() would give a view, of a Buffer.) */
function copyForJimp(input: Uint8Array, mimetype: string): Uint8Array {
  return mimetype === 'image/png' ? toStillPng(input) : new Uint8Array(input)
}

type Answer = Extract<WorkerResponse, { readonly images: unknown }>

function unwrap(response: WorkerResponse, mimetype: string): Answer {
  if ('images' in response) return response
  const cause = new Error(response.message)
  const what = response.problem === 'decode' ? 'decoded' : 'resized'
  throw new InvalidImageError('corrupt', `The ${mimetype} cannot be ${what}: ${response.message}`, { cause })
}

/** Flattens a plan, so that each step comes after the one whose pixels it takes. */
function inOrder(steps: readonly ResizeStep[], from?: number): readonly WorkerStep[] {
  return steps.flatMap(({ target, index, next }) => [{ target, index, from }, ...inOrder(next, index)])
}
