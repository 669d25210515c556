import { UnsafeKeyError } from './errors.js'
import { suffixOf } from './mimetype.js'
import { randomToken } from './random.js'

/** What a store is given: the ready path, and what a store of its own layout might want to know. */
export interface ImageKey {
  /**
   * Where the bytes are: `namespace/objectType/ab/ab….WxH.ext`, lower-case ASCII, written once.
   * `''` for a row of SQLAlchemy-ImageAttach, whose place follows from the other fields.
   */
  readonly path: string
  /** The owner's kind: the table's name with `_` → `-` unless set otherwise. */
  readonly objectType: string
  /** The owner's id in decimal (integers and UUIDs); `undefined` where the owner key has no such number. */
  readonly objectId: string | undefined
  /** Pixels, upright. */
  readonly width: number
  readonly height: number
  readonly mimetype: string
}

/** The parts that a new path is built from. */
export interface NewPathParts {
  /** Random per application, from the ledger. */
  readonly namespace: string
  readonly objectType: string
  readonly width: number
  readonly height: number
  readonly mimetype: string
  /** Default: the one of the type, dot included; a type that has none is refused with `RangeError`. */
  readonly suffix?: string
}

/** The longest path that a row holds, in characters. */
export const maxPathLength = 512

const segmentPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/
const fileNamePattern = /^[a-z0-9][a-z0-9_.-]{0,127}$/

/** A fresh path that no file has ever had. The only place where paths are made. */
export function newPath(parts: NewPathParts): string {
  const token = randomToken()
  const fileName = `${token}.${parts.width}x${parts.height}${parts.suffix ?? suffixOf(parts.mimetype)}`
  return checkPath([parts.namespace, pathSegment(parts.objectType), token.slice(0, 2), fileName].join('/'))
}

/** An object type as one segment of a path: lower-case; what is no letter, digit, `_` or `-` is refused. */
function pathSegment(objectType: string): string {
  const segment = objectType.toLowerCase()
  if (segmentPattern.test(segment)) return segment
  throw new UnsafeKeyError(
    `Object type ${JSON.stringify(objectType)} is no part of a path: use at most 64 letters a-z, digits, "_" and "-"`,
    { storeName: '', key: objectType },
  )
}

/**
 * Returns the path if every segment is safe on every store, else throws {@link UnsafeKeyError}: no empty or dot
 * segment, no backslash, no percent sign, no upper case, at most {@link maxPathLength} characters.
 */
export function checkPath(path: string, storeName = ''): string {
  const segments = path.split('/')
  const fileName = segments.pop() ?? ''
  const safe =
    path.length <= maxPathLength &&
    segments.every(segment => segmentPattern.test(segment)) &&
    fileNamePattern.test(fileName) &&
    !fileName.endsWith('.') &&
    !fileName.includes('..')
  if (safe) return path
  throw new UnsafeKeyError(
    `Path ${JSON.stringify(path)} is not safe: use the letters a-z, digits, "_" and "-" in each segment`,
    { storeName, key: path },
  )
}
