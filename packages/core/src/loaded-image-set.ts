import { findSize } from './find-size.js'
import type { ImgAttributes } from './html.js'
import type { Image, ImageJson } from './image.js'
import type { SizeRequest } from './thumbnail-size.js'
import { checkSizeRequest } from './thumbnail-size.js'

/** A set as it was when it was loaded: no promises, no I/O; made for rendering. */
export class LoadedImageSet<TRecord = unknown> implements Iterable<Image<TRecord>> {
  /** The original first, then the thumbnails, the largest first. */
  readonly images: readonly Image<TRecord>[]

  /** Made by `load`. */
  constructor(images: readonly Image<TRecord>[]) {
    this.images = images
  }

  /** The original, or `undefined` for an empty set. */
  get original(): Image<TRecord> | undefined {
    return this.images.find(image => image.original)
  }

  /** The URL of the original, or `undefined` for an empty set. */
  get url(): string | undefined {
    return this.original?.url
  }

  /** The image of a size, the original included, or `undefined`. */
  thumbnail(request: SizeRequest): Image<TRecord> | undefined {
    checkSizeRequest(request)
    return findSize(this.images, request)
  }

  /** The value of an `srcset` attribute: all widths, the smallest first; `''` for an empty set. */
  srcset(): string {
    const plain = this.images.filter(image => image.variant === '')
    const sorted = [...plain].sort((left, right) => left.width - right.width)
    return sorted.map(image => `${image.url.replaceAll(',', '%2C')} ${image.width}w`).join(', ')
  }

  /** An `<img>` tag of the original, every value escaped; `''` for an empty set. */
  toHtml(attributes: ImgAttributes = {}): string {
    return this.original?.toHtml(attributes) ?? ''
  }

  /** What a page needs of each image; never a row. */
  toJSON(): readonly ImageJson[] {
    return this.images.map(image => image.toJSON())
  }

  [Symbol.iterator](): Iterator<Image<TRecord>> {
    return this.images[Symbol.iterator]()
  }
}
