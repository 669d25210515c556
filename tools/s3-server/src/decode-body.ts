import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Incoming } from './incoming.ts'
import { S3Error } from './s3-error.ts'

/** The bytes of an upload, and the checksums that came with it, in headers or behind it. */
export interface DecodedBody {
  readonly bytes: Uint8Array
  readonly checksums: Readonly<Record<string, string>>
}

/** Takes an upload out of its wrapping, and checks it against every checksum that came with it. */
export function decodeBody({ headers, body }: Incoming): DecodedBody {
  const isChunked = (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  const { bytes, trailers } = isChunked ? decodeChunks(body) : { bytes: body, trailers: {} }
  const length = headers['x-amz-decoded-content-length']
  if (isChunked && length !== undefined && Number(length) !== bytes.length) throw new S3Error(400, 'IncompleteBody')
  const checksums = Object.fromEntries(
    Object.entries({ ...headers, ...trailers }).filter(([name]) => /^x-amz-checksum-(?!algorithm|type)/.test(name)),
  )
  for (const [name, value] of Object.entries(checksums)) {
    if (checksumOf(name, bytes) !== value) throw new S3Error(400, 'BadDigest', `${name} is not that of the body`)
  }
  const md5 = headers['content-md5']
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5) throw new S3Error(400, 'BadDigest')
  return { bytes, checksums }
}

function checksumOf(header: string, bytes: Uint8Array): string {
  const algorithm = header.replace('x-amz-checksum-', '')
  if (algorithm === 'sha256' || algorithm === 'sha1') return createHash(algorithm).update(bytes).digest('base64')
  if (algorithm !== 'crc32') throw new S3Error(501, 'NotImplemented', `${header} is unknown here`)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum.toString('base64')
}

/** `aws-chunked`: pieces of `length;extension CRLF bytes CRLF`, a piece of length 0, then headers. */
function decodeChunks(body: Uint8Array): { readonly bytes: Uint8Array; readonly trailers: Record<string, string> } {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const pieces: Uint8Array[] = []
  let position = 0
  for (;;) {
    const end = buffer.indexOf('\r\n', position)
    const length = Number.parseInt(buffer.toString('latin1', position, end), 16)
    if (end < 0 || !(length >= 0)) throw new S3Error(400, 'IncompleteBody')
    position = end + 2
    if (length === 0) break
    if (position + length + 2 > buffer.length) throw new S3Error(400, 'IncompleteBody')
    pieces.push(buffer.subarray(position, position + length))
    position += length + 2
  }
  const lines = buffer.toString('latin1', position).split('\r\n').filter(Boolean)
  const trailers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { bytes: new Uint8Array(Buffer.concat(pieces)), trailers }
}
