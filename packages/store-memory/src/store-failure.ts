import { StoreUnavailableError } from '@imageattach/core'

/** Which store, which file: what every error of a store tells. */
export interface ErrorContext {
  readonly storeName: string
  readonly key: string
}

/** Throws if the caller has given up. */
export function throwIfAborted(signal: AbortSignal | undefined, at: ErrorContext): void {
  if (signal?.aborted) throw abortFailure(signal, at)
}

/** The error of a call whose signal was aborted. */
export function abortFailure(signal: AbortSignal, at: ErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} stopped at ${JSON.stringify(at.key)}: the signal was aborted`,
    { ...at, reason: 'aborted' },
    { cause: signal.reason },
  )
}

/** Whether an error of the volume says that there is no such file, or a folder in its place or none on the way to it. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error))
}

/** The code of an error of the volume, such as `EEXIST`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
