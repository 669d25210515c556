import { InvalidImageError } from '../../src/errors.js'
import type { InspectedImage, ResizedImage, Resizer, ResizerCallOptions, ResizeTarget } from '../../src/resizer.js'
import { sniffMimetype } from '../../src/sniff.js'
import { exampleImage, parseImage } from './example-image.js'

/** Understands the pictures of `exampleImage`, and remembers what it was asked. */
export class FakeResizer implements Resizer {
  readonly name = 'fake'
  inputs: readonly string[] = ['image/png', 'image/jpeg', 'image/svg+xml']
  outputs: readonly string[] = ['image/png', 'image/jpeg']
  /** Makes `inspect` disagree with the first bytes. */
  decodesAs: string | undefined
  /** Awaited before each resize. */
  before: () => unknown = () => undefined
  readonly inspected: Uint8Array[] = []
  readonly resized: (readonly ResizeTarget[])[] = []

  async inspect(input: Uint8Array, { limits, signal }: ResizerCallOptions): Promise<InspectedImage> {
    signal?.throwIfAborted()
    this.inspected.push(input)
    const image = parseImage(input)
    if (!image) throw new InvalidImageError('corrupt', 'The picture ends early')
    const { width, height } = image
    if (width * height > limits.maxPixels) throw new InvalidImageError('too-many-pixels', `${width}x${height}`)
    return { width, height, mimetype: this.decodesAs ?? sniffMimetype(input) ?? '' }
  }

  async resize(
    input: Uint8Array,
    targets: readonly ResizeTarget[],
    { signal }: ResizerCallOptions,
  ): Promise<readonly ResizedImage[]> {
    await this.before()
    signal?.throwIfAborted()
    this.resized.push(targets)
    const shade = parseImage(input)?.shade ?? 0
    return targets.map(({ width, height, mimetype }) => ({
      bytes: exampleImage(width, height, { mimetype, shade }),
      width,
      height,
      mimetype,
    }))
  }
}
