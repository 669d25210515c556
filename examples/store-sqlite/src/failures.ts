import { type StoreFailureReason, StoreUnavailableError } from '@imageattach/core'

interface At {
  readonly storeName: string
  readonly key: string
}

/** The caller has given up. */
export function abortFailure(signal: AbortSignal, at: At): StoreUnavailableError {
  const message = `Store "${at.storeName}" stopped at ${at.key}: the signal was aborted`
  return new StoreUnavailableError(message, { ...at, reason: 'aborted' }, { cause: signal.reason })
}

/** Other bytes are there already. */
export function conflict(at: At): StoreUnavailableError {
  const message = `Store "${at.storeName}" holds other bytes under ${at.key}: take a new path from newPath()`
  return new StoreUnavailableError(message, { ...at, reason: 'conflict' })
}

/** An error of SQLite as one that callers know, with the original as its cause. */
export function storeFailure(error: unknown, at: At): StoreUnavailableError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const message = `Store "${at.storeName}" failed at ${at.key}: ${code}; look at the cause`
  return new StoreUnavailableError(message, { ...at, reason: reasonOf(code) }, { cause: error })
}

function reasonOf(code: string): StoreFailureReason {
  if (code.startsWith('SQLITE_FULL')) return 'full'
  if (/^SQLITE_(READONLY|PERM|AUTH|CANTOPEN)/.test(code)) return 'denied'
  return 'unavailable'
}
