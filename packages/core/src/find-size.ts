import { hasSide, type Size, type SizeRequest, thumbnailSize } from './thumbnail-size.js'

/** What is known of an image of a set. */
export interface SizedImage extends Size {
  readonly original: boolean
  readonly variant: string
}

/**
 * The image of a set that answers a request, the original included. A width (or height) is enough: those of
 * SQLAlchemy-ImageAttach are found by it, however their other side was rounded. Where several match, the one closest
 * to the original's proportions is taken, then the smaller.
 */
export function findSize<TImage extends SizedImage>(
  images: readonly TImage[],
  request: SizeRequest,
): TImage | undefined {
  const { ratio } = request
  const matching = images.filter(image => (ratio === undefined ? hasSide(image, request) : image.variant === ''))
  if (ratio === undefined && matching.length < 2) return matching[0]

  const original = images.find(image => image.original)
  const wanted = original && proportionalSize(original, request)
  const fitting = ratio === undefined ? matching : matching.filter(image => wanted && distance(image, wanted) === 0)
  return fitting.sort((left, right) => distance(left, wanted) - distance(right, wanted) || area(left) - area(right))[0]
}

function proportionalSize(original: Size, request: SizeRequest): Size | undefined {
  try {
    return thumbnailSize(original, request)
  } catch (error) {
    // A size below one pixel: no thumbnail can have it, yet a row of that very width may exist.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function distance(size: Size, wanted: Size | undefined): number {
  return wanted ? Math.abs(size.width - wanted.width) + Math.abs(size.height - wanted.height) : 0
}

function area(size: Size): number {
  return size.width * size.height
}
