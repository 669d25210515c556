import { randomBytes } from 'node:crypto'

/** 128 random bits as 32 lower-case hexadecimal digits. */
export function randomToken(): string {
  return randomBytes(16).toString('hex')
}
