import { isImageAttachError } from '@imageattach/core'

/** What an application must be ready for when others change the same set. */
const expectedCodes: ReadonlySet<string> = new Set([
  'CONFLICT',
  'STALE_ORIGINAL',
  'NO_ORIGINAL',
  // The application's own statements, or a verb's on a connection that waited for too long.
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  '40001',
  '40P01',
  '55P03',
])

export function isExpected(error: unknown): boolean {
  if (isImageAttachError(error) && expectedCodes.has(error.code)) return true
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && expectedCodes.has(error.code)
}
