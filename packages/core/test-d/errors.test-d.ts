/**
 * What must compile, and what must not. The compiler is the test: an expected error that does not come is an error.
 */
import { type AnyImageAttachError, type ImageAttachErrorCode, isImageAttachError } from '../src/errors.js'

/** Compiles only while every code is named here: another one would be no `never` at the end. */
export function statusOf(code: ImageAttachErrorCode): number {
  switch (code) {
    case 'FILE_NOT_FOUND':
    case 'NO_ORIGINAL':
    case 'NO_THUMBNAIL':
      return 404
    case 'CONFLICT':
    case 'STALE_ORIGINAL':
    case 'PREPARED_EXPIRED':
      return 409
    case 'UNSUPPORTED_MIME_TYPE':
      return 415
    case 'INVALID_IMAGE':
      return 422
    case 'STORE_UNAVAILABLE':
      return 503
    case 'UNSAFE_KEY':
    case 'STORE_MISMATCH':
    case 'NO_STORE_CONTEXT':
    case 'NO_TRANSACTION':
    case 'TRANSACTION_NOT_JOINED':
    case 'FILE_CLEANUP_FAILED':
    case 'MIGRATION_FAILED':
    case 'SCHEMA':
    case 'OWNER_KEY':
    case 'UNSAVED_OWNER':
    case 'CONNECTION':
    case 'READ_ONLY_ROW':
      return 500
    default:
      return code satisfies never
  }
}

/** Every code belongs to a class, and the class has only what it has. */
export function describeError(error: unknown): string {
  if (!isImageAttachError(error)) {
    // @ts-expect-error whatever else it is, nobody knows that it has a code
    return error.code
  }
  type Unclassed = Exclude<ImageAttachErrorCode, AnyImageAttachError['code']>
  const none: Unclassed[] = [] satisfies never[]
  switch (error.code) {
    case 'STORE_UNAVAILABLE':
      return `${error.storeName} ${error.reason satisfies string} ${none.length}`
    case 'CONFLICT':
      return `${error.retryable satisfies true}`
    case 'FILE_CLEANUP_FAILED':
      return error.keys.join()
    case 'SCHEMA':
      // @ts-expect-error only errors of stores have a key
      return error.key
    default:
      return error.message
  }
}

// @ts-expect-error not one of our codes
export const typo = statusOf('FILE_NOT_FUOND')
