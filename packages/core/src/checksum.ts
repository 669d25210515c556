import { createHash } from 'node:crypto'

/** The SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
