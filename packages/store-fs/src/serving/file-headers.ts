import type { ImageKey } from '@imageattach/core'
import type { HeaderFields } from './file-answer.js'
import type { ServeOptions } from './serve-options.js'
import { shownTypeOfPath } from './shown-types.js'

/** What every answer carries, whatever is in the file: nothing in it is run, sniffed, or shown where it may not be. */
export function securityHeaders({ cors = false, resourcePolicy }: ServeOptions): HeaderFields {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': resourcePolicy ?? (cors ? 'cross-origin' : 'same-origin'),
    ...(cors && {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Range, ETag',
    }),
  }
}

/** The type comes from the path, which we made from the type that the decoder found, and from nothing else. */
export function typeHeaders(path: string): HeaderFields {
  const mimetype = shownTypeOfPath(path)
  if (mimetype !== undefined) return { 'Content-Type': mimetype }
  return { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }
}

/**
 * A path of ours is written once. A file of SQLAlchemy-ImageAttach may be replaced under its path; pages get a new URL
 * then, whose query changes, so that the hour is for whoever keeps the old one.
 */
export function cacheHeaders(key: ImageKey): HeaderFields {
  return { 'Cache-Control': key.path === '' ? 'public, max-age=3600' : 'public, max-age=31536000, immutable' }
}

/** What a browser asks before a script of another site may resume a download. */
export function preflightHeaders({ cors = false }: ServeOptions): HeaderFields {
  if (!cors) return {}
  return {
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'If-Match, If-Modified-Since, If-None-Match, If-Range, Range',
    'Access-Control-Max-Age': '86400',
  }
}
