import type { ResizedImage, ResizeStep } from '@imageattach/core'
import sharp, { type Sharp } from 'sharp'
import { encode } from './encode.js'
import type { SharpSource } from './sharp-source.js'
import { translateError } from './translate-error.js'

interface LadderOptions {
  readonly signal: AbortSignal
  readonly quality: number | undefined
}

/** Makes every picture of a plan, in the order in which they were asked for. */
export async function runLadder(
  source: SharpSource,
  roots: readonly ResizeStep[],
  options: LadderOptions,
): Promise<readonly ResizedImage[]> {
  const made = new Map<number, ResizedImage>()
  // One after the other: each holds a decoder of its own.
  for (const root of roots) {
    options.signal.throwIfAborted()
    await climbDown(await source.resized(root.target), root, { ...options, source, made })
  }
  return Array.from(made.entries())
    .sort(([a], [b]) => a - b)
    .map(([, image]) => image)
}

interface Climb extends LadderOptions {
  readonly source: SharpSource
  readonly made: Map<number, ResizedImage>
}

/** Finishes one step. `pipeline` yields the step's pixels in its size. */
async function climbDown(pipeline: Sharp, step: ResizeStep, climb: Climb): Promise<void> {
  climb.signal.throwIfAborted()
  if (step.next.length === 0) return finish(pipeline, step, climb)
  const pixels = await toPixels(pipeline, climb.source)
  const smaller = async () => {
    for (const next of step.next) {
      const { width, height, kernel = 'lanczos3' } = next.target
      await climbDown(pixels().resize({ width, height, kernel, fit: 'fill' }), next, climb)
    }
  }
  await Promise.all([finish(pixels(), step, climb), smaller()])
}

async function finish(pipeline: Sharp, step: ResizeStep, { quality, source, made }: Climb): Promise<void> {
  const { width, height, mimetype } = step.target
  try {
    const bytes = await encode(pipeline, step.target, quality).toBuffer()
    made.set(step.index, {
      bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      width,
      height,
      mimetype,
    })
  } catch (error) {
    throw translateError(error, source)
  }
}

/** Runs a pipeline to raw 8-bit pixels, and gives a function that starts another pipeline from them. */
async function toPixels(pipeline: Sharp, source: SharpSource): Promise<() => Sharp> {
  try {
    const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
    const raw = { width: info.width, height: info.height, channels: info.channels }
    return () => sharp(data, { raw, limitInputPixels: false })
  } catch (error) {
    throw translateError(error, source)
  }
}
