import type { Answer } from './answer.ts'
import type { Bucket } from './bucket.ts'
import type { Incoming } from './incoming.ts'
import { S3Error } from './s3-error.ts'
import { xmlDocument } from './xml.ts'

/** ListObjectsV2, without delimiters. */
export function listObjects(bucket: Bucket, { bucket: name, query }: Incoming, pageSize: number): Answer {
  if (query.get('list-type') !== '2' || query.has('delimiter')) throw new S3Error(501, 'NotImplemented')
  const prefix = query.get('prefix') ?? ''
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString()
  const limit = Math.min(Number(query.get('max-keys') ?? pageSize), pageSize)
  const keys = bucket.keys().filter(key => key.startsWith(prefix) && key > after)
  const page = keys.slice(0, limit)
  const isTruncated = keys.length > page.length
  const shown = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key
  const body = xmlDocument('ListBucketResult', {
    Name: name,
    Prefix: shown(prefix),
    KeyCount: String(page.length),
    MaxKeys: String(limit),
    IsTruncated: String(isTruncated),
    NextContinuationToken: isTruncated ? Buffer.from(page.at(-1) ?? '').toString('base64url') : undefined,
    Contents: page.map(key => {
      const object = bucket.get(key)
      return {
        Key: shown(key),
        LastModified: object?.modifiedAt.toISOString(),
        ETag: object?.etag,
        Size: String(object?.bytes.length),
        StorageClass: object?.storageClass,
      }
    }),
  })
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}

/** As S3 does: a space is a plus sign, and slashes stay. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}
