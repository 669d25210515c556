import { createHash } from 'node:crypto'

/** What tells two files apart. */
export interface Digest {
  /** Length in bytes. */
  readonly byteSize: number
  /** As {@link checksum}. */
  readonly checksum: string
}

/** The SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The digest of bytes as they come, in flat memory. */
export async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hash = createHash('sha256')
  let byteSize = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    byteSize += chunk.length
  }
  return { byteSize, checksum: hash.digest('hex') }
}
