import { InvalidImageError, UnsupportedMimeTypeError } from './errors.js'
import type { AcceptedImage } from './ingest.js'
import { vectorTypes } from './mimetype.js'
import type { ResizeKernel, ResizeTarget } from './resizer.js'
import type { Services } from './services.js'
import { type Size, type SizeRequest, thumbnailSize } from './thumbnail-size.js'

/** A request for one size, with the kernel to use. */
export type ResizeRequest = SizeRequest & { readonly kernel?: ResizeKernel }

/**
 * Makes one picture for each request, in their order, all from one decode. Requests for the same size share one, and
 * a request for the image's own size gets the image itself.
 *
 * @throws {@link InvalidImageError} `too-many-pixels` when a thumbnail would be over the limit
 */
export async function resizeTo(
  { resizer, limits }: Pick<Services<never>, 'resizer' | 'limits'>,
  image: AcceptedImage,
  requests: readonly ResizeRequest[],
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<readonly AcceptedImage[]> {
  const sizes = requests.map(request => checkPixels(thumbnailSize(image, request), limits.maxPixels))
  const targets = new Map<string, ResizeTarget>()
  for (const [index, size] of sizes.entries()) {
    const kernel = requests[index]?.kernel
    const target = { ...size, mimetype: thumbnailType(resizer, image.mimetype), ...(kernel ? { kernel } : {}) }
    if (name(size) !== name(image)) targets.set(name(size), target)
  }
  if (targets.size === 0) return sizes.map(() => image)

  const resized = await resizer.resize(image.bytes, [...targets.values()], signal ? { limits, signal } : { limits })
  const bySize = new Map([...targets.keys()].map((size, index) => [size, resized[index]]))
  return sizes.map(size => bySize.get(name(size)) ?? image)
}

/** The type of a thumbnail: that of its source, but PNG for vectors. */
function thumbnailType(resizer: Services<never>['resizer'], source: string): string {
  const mimetype = vectorTypes.has(source) ? 'image/png' : source
  if (resizer.inputs.includes(source) && resizer.outputs.includes(mimetype)) return mimetype
  throw new UnsupportedMimeTypeError('unsupported', `${resizer.name} makes no thumbnails of ${source}`)
}

function checkPixels(size: Size, maxPixels: number): Size {
  if (size.width * size.height <= maxPixels) return size
  throw new InvalidImageError(
    'too-many-pixels',
    `A thumbnail of ${size.width}x${size.height} is over the limit of ${maxPixels} pixels (limits.maxPixels)`,
  )
}

function name(size: Size): string {
  return `${size.width}x${size.height}`
}
