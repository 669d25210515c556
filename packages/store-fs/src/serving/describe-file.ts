import type { ByteSpan, ImageKey } from '@imageattach/core'
import type { HeaderFields } from './file-answer.js'
import { cacheHeaders } from './file-headers.js'
import { requestedSpan } from './requested-span.js'
import type { ServedStats } from './servable-store.js'
import { checkConditions, type HeaderReader, mayResume, validatorsOf } from './validators.js'

/** What is said about a file, and which part of it, if any, is to follow. */
export interface FileDescription {
  readonly status: 200 | 206 | 304 | 412 | 416
  readonly headers: HeaderFields
  readonly span?: ByteSpan
}

/** What a GET request for a file that exists asks for; `type` are the headers that tell its type. */
export function describeFile(
  file: ServedStats,
  key: ImageKey,
  header: HeaderReader,
  type: HeaderFields,
): FileDescription {
  const { byteSize } = file
  const validators = validatorsOf(key, file)
  const headers = { ETag: validators.etag, 'Last-Modified': validators.lastModified, ...cacheHeaders(key) }
  const status = checkConditions(header, validators)
  if (status === 304) return { status, headers }
  if (status === 412) return { status, headers: nothingToKeep }

  const span = mayResume(header('if-range'), validators) ? requestedSpan(header('range'), byteSize) : undefined
  if (span === 'unsatisfiable') {
    return { status: 416, headers: { 'Content-Range': `bytes */${byteSize}`, ...nothingToKeep } }
  }
  const { start, end } = span ?? { start: 0, end: byteSize }
  return {
    status: span ? 206 : 200,
    headers: {
      ...type,
      'Content-Length': String(end - start),
      ...(span && { 'Content-Range': `bytes ${start}-${end - 1}/${byteSize}` }),
      'Accept-Ranges': 'bytes',
      ...headers,
    },
    span: { start, end },
  }
}

const nothingToKeep: HeaderFields = { 'Content-Length': '0', 'Cache-Control': 'no-store' }
