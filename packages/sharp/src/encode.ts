import type { ResizeTarget } from '@imageattach/core'
import type { Sharp } from 'sharp'

type Encode = (pipeline: Sharp, quality: number | undefined) => Sharp

interface Encoder {
  readonly encode: Encode
  /** The longest side that the format can hold. */
  readonly maxSide: number
}

const lossy = (quality: number | undefined) => (quality === undefined ? {} : { quality })

const encoders: Readonly<Record<string, Encoder>> = {
  'image/jpeg': {
    // sharp would lay transparency on black.
    encode: (pipeline, quality) => pipeline.flatten({ background: '#ffffff' }).jpeg(lossy(quality)),
    maxSide: 65_535,
  },
  // sharp takes a PNG quality as the wish for a palette, so it is not passed on.
  'image/png': { encode: pipeline => pipeline.png(), maxSide: 2 ** 31 - 1 },
  'image/webp': { encode: (pipeline, quality) => pipeline.webp(lossy(quality)), maxSide: 16_383 },
  'image/gif': { encode: pipeline => pipeline.gif(), maxSide: 65_535 },
  'image/avif': { encode: (pipeline, quality) => pipeline.avif(lossy(quality)), maxSide: 16_384 },
  // sharp's default for TIFF is JPEG inside TIFF, which holds no transparency.
  'image/tiff': { encode: pipeline => pipeline.tiff({ compression: 'deflate' }), maxSide: 2 ** 31 - 1 },
}

/** The types that can be written. */
export const outputs: readonly string[] = Object.keys(encoders)

/** Throws `RangeError` for a target that its format cannot hold. */
export function checkEncodable(targets: readonly ResizeTarget[]): void {
  for (const { width, height, mimetype } of targets) {
    const { maxSide } = encoderOf(mimetype)
    if (Math.max(width, height) > maxSide) {
      throw new RangeError(`${mimetype} holds at most ${maxSide} pixels a side, not ${width}×${height}`)
    }
  }
}

/** Ends a pipeline in the target's format, without any metadata. */
export function encode(pipeline: Sharp, target: ResizeTarget, quality: number | undefined): Sharp {
  return encoderOf(target.mimetype).encode(pipeline, target.quality ?? quality)
}

function encoderOf(mimetype: string): Encoder {
  const encoder = encoders[mimetype]
  if (encoder === undefined) throw new RangeError(`sharp writes ${outputs.join(', ')}, not ${JSON.stringify(mimetype)}`)
  return encoder
}
