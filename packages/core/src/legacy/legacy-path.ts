import { OwnerKeyError } from '../errors.js'
import type { ImageKey } from '../image-key.js'

/**
 * The place of a file as SQLAlchemy-ImageAttach 1.1.0 computed it, for rows that hold no path. For reading, migrating
 * and deleting only: nothing new is written there.
 */

/** Suffixes by Python's strict `mimetypes` table, 3.11. */
const pythonSuffixes: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpe',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/svg+xml': '.svg',
  'application/pdf': '.pdf',
  'image/tiff': '.tiff',
  'image/bmp': '.bmp',
  'image/vnd.microsoft.icon': '.ico',
  'image/avif': '.avif',
  'image/heic': '.heic',
  'image/heif': '.heif',
  'image/webp': '.webp',
  'image/jp2': '.jp2',
  'image/jxl': '.jxl',
}

/** The suffixes to look for, in this order: Python wrote the text `None` for a type that its host did not know. */
export function legacySuffixes(mimetype: string): readonly string[] {
  const known = Object.hasOwn(pythonSuffixes, mimetype) ? pythonSuffixes[mimetype] : undefined
  return known === undefined ? ['None'] : [known, 'None']
}

/**
 * The folder layout: `type/id mod 1000/id div 1000/id.WxH`, without suffix. Both operations are floored, so that the
 * remainder of a negative id is positive.
 */
export function legacyFolderPath(key: ImageKey): string {
  const id = legacyObjectId(key)
  const remainder = ((id % 1000n) + 1000n) % 1000n
  const quotient = (id - remainder) / 1000n
  return `${key.objectType}/${remainder}/${quotient}/${id}.${key.width}x${key.height}`
}

/** The S3 layout: `type/id/WxH`, without suffix. */
export function legacyObjectPath(key: ImageKey): string {
  return `${key.objectType}/${legacyObjectId(key)}/${key.width}x${key.height}`
}

/**
 * The key of a file of which only the path in the S3 layout is known, from a listing: `type/id/WxH`, suffix included;
 * `undefined` for any other path.
 */
export function legacyObjectKey(path: string): ImageKey | undefined {
  const [, objectType = '', objectId, width, height, suffix] = objectPathPattern.exec(path) ?? []
  const mimetype =
    suffix === 'None'
      ? 'application/octet-stream'
      : Object.keys(pythonSuffixes).find(type => pythonSuffixes[type] === suffix)
  if (mimetype === undefined) return undefined
  return { path: '', objectType, objectId, width: Number(width), height: Number(height), mimetype }
}

const objectPathPattern = /^([^/]+)\/(-?\d+)\/(\d+)x(\d+)(\.[a-z0-9]+|None)$/

function legacyObjectId(key: ImageKey): bigint {
  if (key.objectId === undefined) {
    throw new OwnerKeyError(
      `A row of SQLAlchemy-ImageAttach needs an object id, and ${key.objectType} has no single integer or UUID key: ` +
        'pass `objectId` to images.attachment(...)',
    )
  }
  return BigInt(key.objectId)
}
