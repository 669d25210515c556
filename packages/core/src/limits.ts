import { isKnownMimetype } from './mimetype.js'

/** The budget of one image. Nothing is unlimited by default. */
export interface Limits {
  /** Most bytes of an input. Default 25 MB (25,000,000). */
  readonly maxBytes: number
  /** Most pixels (width × height) of an input or a thumbnail. Default 64,000,000. */
  readonly maxPixels: number
  /** Milliseconds that one call of the resizer may take. Default 10,000. */
  readonly timeout: number
  /** Milliseconds that reading an input may take, a slow upload among them. Default 60,000. */
  readonly readTimeout: number
  /** Types that may be attached. Default JPEG, PNG, WebP, GIF and AVIF. */
  readonly mimetypes: readonly string[]
}

/** The longest delay that timers take, in milliseconds; a longer limit is no limit. */
export const maxDelay = 2 ** 31 - 1

/** The limits that hold where an application sets none. */
export const defaultLimits: Limits = {
  maxBytes: 25_000_000,
  maxPixels: 64_000_000,
  timeout: 10_000,
  readTimeout: 60_000,
  mimetypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'],
}

/** Fills in the defaults. Throws `RangeError` for a limit that is not a positive number, and for an unknown type. */
export function resolveLimits(limits: Partial<Limits> = {}): Limits {
  const resolved = { ...defaultLimits, ...limits }
  for (const name of ['maxBytes', 'maxPixels', 'timeout', 'readTimeout'] as const) {
    if (!(resolved[name] > 0)) throw new RangeError(`limits.${name} must be a positive number, not ${resolved[name]}`)
  }
  const unknown = resolved.mimetypes.find(mimetype => !isKnownMimetype(mimetype))
  if (unknown === undefined) return resolved
  throw new RangeError(`limits.mimetypes has ${JSON.stringify(unknown)}, which ImageAttach does not know`)
}
