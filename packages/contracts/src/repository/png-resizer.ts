import {
  type InspectedImage,
  InvalidImageError,
  type ResizedImage,
  type Resizer,
  type ResizerCallOptions,
  type ResizeTarget,
} from '@imageattach/core'
import { encodePng } from '../resizer/png.js'

/**
 * A resizer of plain PNG for tests of everything else: it tells the truth about sizes, refuses what is not whole, and
 * makes one-coloured thumbnails in microseconds.
 */
export class PngResizer implements Resizer {
  readonly name = 'png'
  readonly inputs = ['image/png']
  readonly outputs = ['image/png']

  async inspect(input: Uint8Array, { limits, signal }: ResizerCallOptions): Promise<InspectedImage> {
    signal?.throwIfAborted()
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
    if (input.length < 33 || !endsWithIend(input)) throw new InvalidImageError('corrupt', 'The PNG is cut short')
    const [width, height] = [view.getUint32(16), view.getUint32(20)]
    if (width * height > limits.maxPixels) throw new InvalidImageError('too-many-pixels', `${width}x${height} pixels`)
    return { width, height, mimetype: 'image/png' }
  }

  async resize(
    input: Uint8Array,
    targets: readonly ResizeTarget[],
    options: ResizerCallOptions,
  ): Promise<readonly ResizedImage[]> {
    await this.inspect(input, options)
    return targets.map(({ width, height }) => ({
      bytes: examplePng(width, height),
      width,
      height,
      mimetype: 'image/png',
    }))
  }
}

/** A small PNG of one grey; two shades give different bytes. */
export function examplePng(width: number, height: number, shade = 128): Uint8Array {
  return encodePng({ width, height, channels: 1, data: new Uint8Array(width * height).fill(shade) })
}

function endsWithIend(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(-8, -4)) === 'IEND'
}
