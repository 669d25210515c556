import { type StoreErrorContext, type StoreFailureReason, StoreUnavailableError } from '@imageattach/core'

/** Other bytes are there already. */
export function conflict(at: StoreErrorContext): StoreUnavailableError {
  const message = `Store "${at.storeName}" holds other bytes under ${at.key}: take a new path from newPath()`
  return new StoreUnavailableError(message, { ...at, reason: 'conflict' })
}

/** An error of SQLite as one that callers know, with the original as its cause. */
export function storeFailure(error: unknown, at: StoreErrorContext): StoreUnavailableError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const message = `Store "${at.storeName}" failed at ${at.key}: ${code}; look at the cause`
  return new StoreUnavailableError(message, { ...at, reason: reasonOf(code) }, { cause: error })
}

function reasonOf(code: string): StoreFailureReason {
  if (code.startsWith('SQLITE_FULL')) return 'full'
  if (/^SQLITE_(READONLY|PERM|AUTH|CANTOPEN)/.test(code)) return 'denied'
  return 'unavailable'
}
