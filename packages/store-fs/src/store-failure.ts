import {
  ImageAttachError,
  type StoreErrorContext,
  type StoreFailureReason,
  StoreUnavailableError,
} from '@imageattach/core'

const reasons: Readonly<Record<string, StoreFailureReason>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
}

const remedies: Partial<Readonly<Record<StoreFailureReason, string>>> = {
  full: 'free space on its disk, or raise its quota',
  denied: 'let the process read and write its folder',
}

/**
 * Makes an error of the operating system one of ours. The message names the code alone: the path on the disk, which
 * the system's own message holds, is nothing for a page or a log of another system. It is kept in `cause`.
 */
export function storeFailure(error: unknown, action: string, at: StoreErrorContext): Error {
  // Misuse by the caller is no failure of the disk.
  if (error instanceof ImageAttachError || error instanceof RangeError) return error
  const code = errorCode(error)
  const reason = reasons[code] ?? 'unavailable'
  const remedy = remedies[reason] ?? 'look at the cause, and try again'
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} could not ${action} ${JSON.stringify(at.key)} (${code}): ${remedy}`,
    { ...at, reason },
    { cause: error },
  )
}

/** Whether an error says that there is no such file, or no such folder on the way to it. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error))
}

/** The code of an error of the operating system, such as `ENOSPC`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
