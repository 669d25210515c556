import { InvalidImageError, UnsupportedMimeTypeError } from './errors.js'
import { type ImageInput, isStream, readInput } from './image-input.js'
import type { Limits } from './limits.js'
import { normalizeMimetype } from './mimetype.js'
import type { InspectedImage, Resizer } from './resizer.js'
import { sniffMimetype } from './sniff.js'
import { readOncePerTransaction } from './transaction-scope.js'

/** Bytes that are known to be a whole, acceptable image. */
export interface AcceptedImage extends InspectedImage {
  readonly bytes: Uint8Array
}

/** What a caller claims about bytes. */
export interface ImageClaim {
  /** Must agree with the bytes. Default: what the bytes tell. */
  readonly mimetype?: string | undefined
  /** Believed as given, upright pixels; the image is not decoded then. Default: what decoding tells. */
  readonly width?: number | undefined
  readonly height?: number | undefined
}

/**
 * Reads an input, finds its type from its bytes, and decodes it fully, before anything is written anywhere.
 *
 * @throws {@link InvalidImageError} with the reason for the refusal
 */
export async function ingest(
  resizer: Resizer,
  limits: Limits,
  input: ImageInput,
  claim: ImageClaim = {},
  signal?: AbortSignal,
): Promise<AcceptedImage> {
  const read = (): Promise<Uint8Array> => readInput(input, limits, signal)
  // A buffer may hold another image at the next call.
  const bytes = await (isStream(input) ? readOncePerTransaction(input, read) : read())
  return accept(resizer, limits, bytes, claim, signal)
}

/** As {@link ingest}, of bytes that are in memory already. */
export async function accept(
  resizer: Resizer,
  limits: Limits,
  bytes: Uint8Array,
  claim: ImageClaim = {},
  signal?: AbortSignal,
): Promise<AcceptedImage> {
  const mimetype = checkMimetype(bytes, limits, claim.mimetype)
  if (claim.width !== undefined && claim.height !== undefined) {
    return { bytes, mimetype, ...checkClaimedSize(claim.width, claim.height, limits) }
  }
  if (!resizer.inputs.includes(mimetype)) {
    throw new UnsupportedMimeTypeError('unsupported', `${resizer.name} cannot decode ${mimetype}`)
  }
  const inspected = await resizer.inspect(bytes, signal ? { limits, signal } : { limits })
  if (inspected.mimetype === mimetype) return { ...inspected, bytes }
  throw new UnsupportedMimeTypeError(
    'mismatch',
    `The bytes begin as ${mimetype}, but ${resizer.name} decodes them as ${inspected.mimetype}`,
  )
}

function checkMimetype(bytes: Uint8Array, limits: Limits, claimed: string | undefined): string {
  const mimetype = sniffMimetype(bytes)
  if (mimetype === undefined || !limits.mimetypes.includes(mimetype)) {
    throw new UnsupportedMimeTypeError(
      'unsupported',
      `The input is ${mimetype ?? 'no image of a known type'}; accepted are ${limits.mimetypes.join(', ')}`,
    )
  }
  if (claimed !== undefined && normalizeMimetype(claimed) !== mimetype) {
    throw new UnsupportedMimeTypeError('mismatch', `The input is ${mimetype}, not ${claimed} as claimed`)
  }
  return mimetype
}

function checkClaimedSize(width: number, height: number, limits: Limits): { width: number; height: number } {
  for (const side of [width, height]) {
    if (!Number.isSafeInteger(side) || side < 1) throw new RangeError(`width and height must be positive integers`)
  }
  if (width * height <= limits.maxPixels) return { width, height }
  throw new InvalidImageError(
    'too-many-pixels',
    `The image has ${width}x${height} pixels; the limit is ${limits.maxPixels} (limits.maxPixels)`,
  )
}
