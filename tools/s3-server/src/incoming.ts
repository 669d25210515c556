import type { IncomingMessage } from 'node:http'
import { S3Error } from './s3-error.ts'

/** A request, read to its end. */
export interface Incoming {
  readonly method: string
  /** The path as it came, still encoded. */
  readonly rawPath: string
  readonly bucket: string
  /** `''` for a request on the bucket. */
  readonly key: string
  readonly query: URLSearchParams
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Reads a request in path style: the bucket is the first segment of the path. */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const [rawPath = '/', queryText = ''] = (request.url ?? '/').split('?', 2)
  const [, bucket = '', ...segments] = rawPath.split('/')
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array) // no encoding is set, so that chunks are bytes
  return {
    method: request.method ?? '',
    rawPath,
    bucket: decode(bucket),
    key: segments.map(decode).join('/'),
    // In a query of S3 a plus sign is a plus sign.
    query: new URLSearchParams(queryText.replaceAll('+', '%2B')),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : (value ?? ''),
      ]),
    ),
    body: new Uint8Array(Buffer.concat(chunks)),
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // URIError: a percent sign that begins no character.
    throw new S3Error(400, 'InvalidURI')
  }
}
