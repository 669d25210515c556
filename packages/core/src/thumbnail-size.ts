/** What is asked for: exactly one of the three. */
export type SizeRequest =
  | { readonly width: number; readonly height?: never; readonly ratio?: never }
  | { readonly height: number; readonly width?: never; readonly ratio?: never }
  | { readonly ratio: number; readonly width?: never; readonly height?: never }

/** One side in pixels. */
export type Side =
  | { readonly width: number; readonly height?: never }
  | { readonly height: number; readonly width?: never }

/** A size in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * The size of a thumbnail, by the arithmetic of SQLAlchemy-ImageAttach 1.1.0 (`generate_thumbnail`): IEEE doubles, in
 * this order of operations, truncated toward zero.
 *
 * @throws RangeError when a side would be less than one pixel
 */
export function thumbnailSize(original: Size, request: SizeRequest): Size {
  const size = scaledSize(original, request)
  if (size.width >= 1 && size.height >= 1) return size
  throw new RangeError(
    `A thumbnail of ${describeRequest(request)} of a ${original.width}x${original.height} image would be ` +
      `${size.width}x${size.height}; each side needs at least one pixel`,
  )
}

function scaledSize(original: Size, request: SizeRequest): Size {
  if (request.width !== undefined) {
    return { width: request.width, height: Math.trunc(original.height * (request.width / original.width)) }
  }
  if (request.height !== undefined) {
    return { width: Math.trunc(original.width * (request.height / original.height)), height: request.height }
  }
  return {
    width: Math.trunc(original.width * request.ratio),
    height: Math.trunc(original.height * request.ratio),
  }
}

const sizeNames = ['width', 'height', 'ratio'] as const

/**
 * Refuses requests that make no sense, before anything is read.
 *
 * @throws TypeError unless exactly one of width, height and ratio is given, as a number
 * @throws RangeError when width or height is no positive integer, or ratio no positive finite number
 */
export function checkSizeRequest(request: SizeRequest): void {
  const name = sizeNames.find(one => request[one] !== undefined)
  if (name === undefined || sizeNames.some(one => one !== name && request[one] !== undefined)) {
    const given = sizeNames.filter(one => request[one] !== undefined)
    throw new TypeError(`Ask for exactly one of width, height and ratio, not ${given.join(' and ') || 'none'}`)
  }
  const value: unknown = request[name]
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, not ${typeof value}`)
  if (name === 'ratio' ? !(value > 0 && Number.isFinite(value)) : !(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(`${name} must be a positive ${name === 'ratio' ? 'number' : 'integer'}, not ${value}`)
  }
}

/** Whether a plain resize, or the original, has this side. */
export function hasSide(image: Size & { readonly variant: string }, { width, height }: Side): boolean {
  return (
    image.variant === '' &&
    (width === undefined || image.width === width) &&
    (height === undefined || image.height === height)
  )
}

/** The request in words: `width 150`. */
export function describeRequest(request: SizeRequest): string {
  if (request.width !== undefined) return `width ${request.width}`
  if (request.height !== undefined) return `height ${request.height}`
  return `ratio ${request.ratio}`
}
