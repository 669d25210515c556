import type { Answer } from './answer.ts'
import type { Bucket, StoredObject } from './bucket.ts'
import { decodeBody } from './decode-body.ts'
import type { Incoming } from './incoming.ts'
import { S3Error } from './s3-error.ts'
import { xmlDocument } from './xml.ts'

/** PutObject. With `If-None-Match: *` only where there is none. */
export function putObject(bucket: Bucket, incoming: Incoming): Answer {
  const { bytes, checksums } = decodeBody(incoming)
  checkConditions(bucket, incoming)
  const { etag } = bucket.put(incoming.key, bytes, { ...incoming.headers, ...checksums })
  return { status: 200, headers: { etag } }
}

/** GetObject and HeadObject. */
export function getObject(bucket: Bucket, { key, headers, method }: Incoming): Answer {
  const object = bucket.get(key)
  if (object === undefined) throw new S3Error(404, 'NoSuchKey')
  const span = spanOf(headers.range, object.bytes.length)
  const bytes = object.bytes.subarray(span.start, span.end)
  const isWhole = bytes.length === object.bytes.length
  const contentRange = `bytes ${span.start}-${span.end - 1}/${object.bytes.length}`
  return {
    status: isWhole && headers.range === undefined ? 200 : 206,
    headers: {
      ...headersOf(object, isWhole && headers['x-amz-checksum-mode'] === 'ENABLED'),
      ...(headers.range === undefined ? {} : { 'content-range': contentRange }),
      'content-length': String(bytes.length),
    },
    ...(method === 'HEAD' ? {} : { body: bytes }),
  }
}

/** CopyObject, from any bucket of the server. */
export function copyObject(bucket: Bucket, incoming: Incoming, bucketOf: (name: string) => Bucket): Answer {
  const { 'x-amz-copy-source': copySource = '', 'x-amz-metadata-directive': directive = 'COPY' } = incoming.headers
  const [sourceBucket = '', ...segments] = decodeURIComponent(copySource.replace(/^\//, '')).split('/')
  const source = bucketOf(sourceBucket).get(segments.join('/'))
  if (source === undefined) throw new S3Error(404, 'NoSuchKey')
  checkConditions(bucket, incoming)
  const headers =
    directive === 'REPLACE' ? incoming.headers : { ...source.headers, ...withoutMetadata(incoming.headers) }
  const copy = bucket.put(incoming.key, source.bytes, headers)
  const body = xmlDocument('CopyObjectResult', { ETag: copy.etag, LastModified: copy.modifiedAt.toISOString() })
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}

function checkConditions(bucket: Bucket, { key, headers }: Incoming): void {
  if (headers['if-none-match'] === '*' && bucket.get(key) !== undefined) throw new S3Error(412, 'PreconditionFailed')
}

function withoutMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^x-amz-(acl|storage-class|server-side-.*)$/.test(name)),
  )
}

function headersOf(object: StoredObject, withChecksums: boolean): Record<string, string> {
  const headers = Object.entries(object.headers).filter(
    ([name]) => withChecksums || !name.startsWith('x-amz-checksum-'),
  )
  return {
    ...Object.fromEntries(headers),
    etag: object.etag,
    'last-modified': object.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
    ...(object.storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': object.storageClass }),
  }
}

function spanOf(range: string | undefined, length: number): { readonly start: number; readonly end: number } {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '')
  if (match === null) return { start: 0, end: length }
  const start = Number(match[1])
  const end = match[2] ? Math.min(Number(match[2]) + 1, length) : length
  if (start >= length || end <= start) throw new S3Error(416, 'InvalidRange')
  return { start, end }
}
