import {
  checkPath,
  type ImageKey,
  isImageAttachError,
  legacyFolderPath,
  legacySuffixes,
  maxPathLength,
} from '@imageattach/core'
import { mimetypeOfPath } from './shown-types.js'

/**
 * The key that a URL's path asks for, or `undefined` if no file of ours can have that URL. Every file has exactly one:
 * the path is decoded once, and refused unless encoding it again gives the very same text.
 */
export function requestedKey(encoded: string): ImageKey | undefined {
  const path = decodeOnce(encoded)
  if (path === undefined || path.length > maxPathLength) return undefined
  return legacyKey(path) ?? writtenOnceKey(path)
}

function decodeOnce(encoded: string): string | undefined {
  if (/^[\w./-]*$/.test(encoded)) return encoded
  try {
    const path = decodeURIComponent(encoded)
    return path.split('/').map(encodeURIComponent).join('/') === encoded ? path : undefined
  } catch {
    // URIError: no UTF-8.
    return undefined
  }
}

function writtenOnceKey(path: string): ImageKey | undefined {
  try {
    return { path: checkPath(path), objectType: '', objectId: undefined, width: 0, height: 0, mimetype: '' }
  } catch (error) {
    if (isImageAttachError(error) && error.code === 'UNSAFE_KEY') return undefined
    throw error
  }
}

const legacyPattern = /^([^/]+)\/\d{1,3}\/-?\d+\/(-?\d+)\.(\d+)x(\d+)(\.[a-z0-9]+|None)$/

/**
 * The key of a path in the layout of SQLAlchemy-ImageAttach. No path of ours has that form: the last segment starts
 * with a number, of which the two segments before it are the remainder and the quotient.
 */
function legacyKey(path: string): ImageKey | undefined {
  const [, objectType, objectId, width, height, suffix] = legacyPattern.exec(path) ?? []
  if (objectType === undefined || objectId === undefined || suffix === undefined) return undefined
  const mimetype = mimetypeOfPath(path) ?? ''
  const key = { path: '', objectType, objectId, width: Number(width), height: Number(height), mimetype }
  const isItsPath = legacyFolderPath(key) + suffix === path && legacySuffixes(mimetype).includes(suffix)
  return isItsPath ? key : undefined
}
