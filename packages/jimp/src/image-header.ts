import { InvalidImageError, sniffMimetype, UnsupportedMimeTypeError } from '@imageattach/core'
import { readGifHeader } from './gif-header.js'
import { readJpegHeader } from './jpeg-header.js'
import { readPngHeader } from './png-header.js'

/** What the first bytes promise, before any decoder sees the file. Sizes are as stored, not yet upright. */
export interface ImageHeader {
  readonly width: number
  readonly height: number
  /** EXIF orientation that the decoder will not apply itself. Default 1. */
  readonly orientation?: number
}

const readers: Readonly<Record<string, (bytes: Uint8Array) => ImageHeader | undefined>> = {
  'image/jpeg': readJpegHeader,
  'image/png': readPngHeader,
  'image/gif': readGifHeader,
}

/** The types that are decoded. */
export const inputs: readonly string[] = Object.keys(readers)

/**
 * jimp's decoders allocate what a header tells them to, so a file of a hundred bytes can take gigabytes. They see a
 * file only after this check.
 */
export function checkHeader(bytes: Uint8Array, maxPixels: number): ImageHeader & { readonly mimetype: string } {
  if (bytes.length === 0) throw new InvalidImageError('empty', 'The image has no bytes')
  const mimetype = sniffMimetype(bytes)
  const read = mimetype === undefined ? undefined : readers[mimetype]
  if (mimetype === undefined || read === undefined) {
    throw new UnsupportedMimeTypeError(
      'unsupported',
      `jimp reads ${inputs.join(', ')}, not ${mimetype ?? 'these bytes'}`,
    )
  }
  const header = read(bytes)
  if (header === undefined || header.width < 1 || header.height < 1) {
    throw new InvalidImageError('corrupt', `The ${mimetype} has a broken header`)
  }
  if (header.width * header.height > maxPixels) {
    throw new InvalidImageError(
      'too-many-pixels',
      `${header.width}×${header.height} pixels are above the limit of jimp and of limits.maxPixels (${maxPixels})`,
    )
  }
  return { ...header, mimetype }
}
