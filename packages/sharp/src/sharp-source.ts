import {
  InvalidImageError,
  type Limits,
  type ResizeTarget,
  sniffMimetype,
  UnsupportedMimeTypeError,
} from '@imageattach/core'
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import { isSrgbProfile } from './is-srgb-profile.js'
import { translateError } from './translate-error.js'

/** The types that are decoded. SVG is not among them: its cost cannot be bounded inside a process. */
export const inputs: readonly string[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
]

/** An input whose header was read and found good. Sizes are upright. */
export class SharpSource {
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly #input: Uint8Array
  readonly #options: SharpOptions
  readonly #metadata: Metadata
  readonly #deadline: number

  private constructor(input: Uint8Array, mimetype: string, options: SharpOptions, metadata: Metadata, timeout: number) {
    this.#input = input
    this.#options = options
    this.#metadata = metadata
    this.#deadline = performance.now() + timeout
    this.mimetype = mimetype
    // Not sharp's own `autoOrient` size, which takes any number above 4 for a quarter turn.
    const { orientation = 1 } = metadata
    const turned = orientation >= 5 && orientation <= 8
    this.width = turned ? metadata.height : metadata.width
    this.height = turned ? metadata.width : metadata.height
  }

  /** Reads the header: no pixel is decoded. */
  static async open(input: Uint8Array, limits: Limits): Promise<SharpSource> {
    const mimetype = sniffMimetype(input)
    if (input.length === 0) throw new InvalidImageError('empty', 'The image has no bytes')
    if (mimetype === undefined || !inputs.includes(mimetype)) {
      throw new UnsupportedMimeTypeError(
        'unsupported',
        `sharp reads ${inputs.join(', ')}, not ${mimetype ?? 'these bytes'}`,
      )
    }
    // `failOn: 'warning'` is sharp's advice for input from strangers: a picture with a hole in it is refused.
    const options: SharpOptions = { failOn: 'warning', limitInputPixels: Math.floor(limits.maxPixels) }
    try {
      const metadata = await sharp(input, options).metadata()
      checkHeader(metadata, mimetype, limits)
      return new SharpSource(input, mimetype, options, metadata, limits.timeout)
    } catch (error) {
      throw translateError(error, { mimetype })
    }
  }

  /** Decodes every pixel of the first frame, as cheaply as that can be done. */
  async decodeFully(): Promise<void> {
    const { width, height } = this.#metadata
    // A sixteenth lets JPEG skip most of its arithmetic, though no entropy-coded byte. The kernel must not be
    // `nearest`, which would not ask for the last lines.
    const size = {
      width: Math.ceil(width / 16),
      height: Math.ceil(height / 16),
      fit: 'fill',
      kernel: 'linear',
    } as const
    try {
      await this.#pipeline({ ignoreIcc: true }).resize(size).raw().toBuffer()
    } catch (error) {
      throw translateError(error, this)
    }
  }

  /** A pipeline that yields the picture upright, in 8-bit sRGB, in the target's size. */
  async resized({ width, height, kernel = 'lanczos3' }: ResizeTarget): Promise<Sharp> {
    const size = { width, height, kernel, fit: 'fill' } as const
    const colour = this.#colour()
    const pipeline = this.#pipeline({ ignoreIcc: colour !== 'transform' })
      .autoOrient()
      .resize(size)
    if (colour !== 'transform-late') return pipeline
    try {
      // PNG without compression is the cheapest carrier of pixels together with their profile.
      const carrier = await pipeline.keepIccProfile().png({ compressionLevel: 0 }).toBuffer()
      return sharp(carrier, { limitInputPixels: false })
    } catch (error) {
      throw translateError(error, this)
    }
  }

  /**
   * libvips applies an embedded profile before it resizes, at the size of the decoded picture, which often costs more
   * than the decode. For 8-bit RGB it is cheaper and as good to do so afterwards, and needless when it changes nothing.
   */
  #colour(): 'as-is' | 'transform' | 'transform-late' {
    const { icc, space, depth, channels } = this.#metadata
    if (icc === undefined) return 'transform'
    if (space !== 'srgb' || depth !== 'uchar' || channels < 3) return 'transform'
    if (isSrgbProfile(icc)) return 'as-is'
    return icc.length <= maxCarriedProfile ? 'transform-late' : 'transform'
  }

  #pipeline(options: SharpOptions): Sharp {
    const seconds = Math.ceil((this.#deadline - performance.now()) / 1000)
    return sharp(this.#input, { ...this.#options, ...options }).timeout({
      seconds: Math.min(Math.max(seconds, 1), 3600),
    })
  }
}

/** Larger profiles are tables, not matrices; copying them about is not worth the saving. */
const maxCarriedProfile = 65_536

function checkHeader(metadata: Metadata, mimetype: string, limits: Limits): void {
  const { width, height } = metadata
  const found = mimetypeOf(metadata)
  if (found !== mimetype) {
    throw new UnsupportedMimeTypeError(
      'mismatch',
      `The bytes begin as ${mimetype}, but decode as ${found ?? metadata.format}`,
    )
  }
  if (!(width > 0 && height > 0)) throw new InvalidImageError('corrupt', `The ${mimetype} has no size`)
  if (width * height > limits.maxPixels) {
    throw new InvalidImageError(
      'too-many-pixels',
      `${width}×${height} pixels are above limits.maxPixels (${limits.maxPixels})`,
    )
  }
}

function mimetypeOf({ format, compression }: Metadata): string | undefined {
  if (format === 'heif') return compression === 'av1' ? 'image/avif' : undefined
  return inputs.find(mimetype => mimetype === `image/${format}`)
}
