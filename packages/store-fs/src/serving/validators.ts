import type { ImageKey } from '@imageattach/core'
import type { ServedStats } from './servable-store.js'

/** What tells a client whether the bytes that it has are still the right ones. */
export interface Validators {
  readonly etag: string
  readonly lastModified: string
}

/**
 * A path of ours is written once: whatever was ever read under it are the same bytes, so that the path itself is a
 * strong validator. A file of SQLAlchemy-ImageAttach may be overwritten in place, by a Python that is still running:
 * its size and time are all there is to know, and two writes within a tick of the clock that agree in them would not
 * be told apart. That is weak: good for "not modified", too little to put a part of one file to a part of another.
 */
export function validatorsOf(key: ImageKey, file: ServedStats): Validators {
  return {
    etag: key.path === '' ? `W/"${file.byteSize}-${file.modifiedAt}"` : etagOfPath(key.path),
    lastModified: new Date(file.modifiedAt).toUTCString(),
  }
}

/** Whether a client has the bytes of a path for certain, as far as one can tell without looking for the file. */
export function hasBytes(header: HeaderReader, { path }: ImageKey): boolean {
  return path !== '' && header('if-none-match') === etagOfPath(path)
}

function etagOfPath(path: string): string {
  return `"${path}"`
}

/** The header fields that a condition stands in. */
export type HeaderReader = (name: string) => string | undefined

/** What the conditions of a GET or HEAD request make of it, in the order of RFC 9110, 13.2.2; `undefined`: go on. */
export function checkConditions(header: HeaderReader, validators: Validators): 304 | 412 | undefined {
  const { etag, lastModified } = validators
  const ifMatch = header('if-match')
  if (ifMatch !== undefined) {
    if (ifMatch.trim() !== '*' && !etagsOf(ifMatch).some(other => isStrong(etag) && other === etag)) return 412
  } else if (isLater(lastModified, header('if-unmodified-since'))) return 412

  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined) {
    const isKnown = ifNoneMatch.trim() === '*' || etagsOf(ifNoneMatch).some(other => opaque(other) === opaque(etag))
    return isKnown ? 304 : undefined
  }
  const ifModifiedSince = header('if-modified-since')
  if (ifModifiedSince === undefined || Number.isNaN(Date.parse(ifModifiedSince))) return undefined
  return isLater(lastModified, ifModifiedSince) ? undefined : 304
}

/** Whether a part of the file may be put to what the client has; if not, it needs the whole. */
export function mayResume(ifRange: string | undefined, { etag, lastModified }: Validators): boolean {
  return ifRange === undefined || (isStrong(etag) && [etag, lastModified].includes(ifRange.trim()))
}

function etagsOf(list: string): readonly string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? []
}

function isStrong(etag: string): boolean {
  return etag.startsWith('"')
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '')
}

/** A date that makes no sense is none. */
function isLater(date: string, than: string | undefined): boolean {
  return than !== undefined && Date.parse(date) > Date.parse(than)
}
