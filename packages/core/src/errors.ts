import type { MigrationProblemEvent, MigrationProgress } from './migration-event.js'

/**
 * Every expected failure is a class with a literal `code`; the cause, where there is one, is kept.
 * Misuse by the programmer (width 0, both width and ratio …) is a native `TypeError` or `RangeError`.
 */

/** Why an input was refused; stable and machine-readable. */
export type RejectionReason =
  | 'empty'
  | 'unsupported'
  | 'corrupt'
  | 'mismatch'
  | 'too-large'
  | 'too-many-pixels'
  | 'too-many-frames'
  | 'timeout'

/** Why a store failed; stable and machine-readable. */
export type StoreFailureReason = 'full' | 'denied' | 'unavailable' | 'checksum' | 'conflict' | 'aborted'

/** Options that every error of ImageAttach takes. */
export interface ImageAttachErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown
}

/** The root of all errors that ImageAttach throws on purpose. `code` tells which one it is. */
export abstract class ImageAttachError extends Error {
  abstract readonly code: ImageAttachErrorCode

  constructor(message: string, options: ImageAttachErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = new.target.name
  }
}

/** Which store, which file: what every error of a store tells. */
export interface StoreErrorContext {
  readonly storeName: string
  readonly key: string
}

/** A store failed; `storeName` and `key` tell where. */
export abstract class StoreError extends ImageAttachError {
  readonly storeName: string
  readonly key: string

  constructor(message: string, at: StoreErrorContext, options?: ImageAttachErrorOptions) {
    super(message, options)
    this.storeName = at.storeName
    this.key = at.key
  }
}

/** The store holds no file under this key. */
export class FileNotFoundError extends StoreError {
  readonly code = 'FILE_NOT_FOUND'
}

/** A key has a part that could leave the store's root, or that no store may see. */
export class UnsafeKeyError extends StoreError {
  readonly code = 'UNSAFE_KEY'
}

/** The disk, network or service behind a store failed; `reason` tells how, `cause` is the original error. */
export class StoreUnavailableError extends StoreError {
  readonly code = 'STORE_UNAVAILABLE'
  readonly reason: StoreFailureReason

  constructor(
    message: string,
    at: { readonly storeName: string; readonly key: string; readonly reason: StoreFailureReason },
    options?: ImageAttachErrorOptions,
  ) {
    super(message, at, options)
    this.reason = at.reason
  }
}

/** A row names a store that is not registered, or a read was asked of another store than the row names. */
export class StoreMismatchError extends ImageAttachError {
  readonly code = 'STORE_MISMATCH'
}

/** The original or thumbnail that was asked for does not exist. */
export abstract class ImageNotFoundError extends ImageAttachError {}

/** The set has no original. */
export class OriginalNotFoundError extends ImageNotFoundError {
  readonly code = 'NO_ORIGINAL'
}

/** The set has no thumbnail of the size that was asked for. */
export class ThumbnailNotFoundError extends ImageNotFoundError {
  readonly code = 'NO_THUMBNAIL'
}

/** The original was replaced or removed while a thumbnail of it was being made. */
export class StaleOriginalError extends ImageNotFoundError {
  readonly code = 'STALE_ORIGINAL'
}

/** The input is no acceptable image; `reason` tells why. Nothing was stored and nothing was changed. */
export class InvalidImageError extends ImageAttachError {
  readonly code: 'INVALID_IMAGE' | 'UNSUPPORTED_MIME_TYPE' = 'INVALID_IMAGE'
  readonly reason: RejectionReason

  constructor(reason: RejectionReason, message: string, options?: ImageAttachErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** The bytes are of a type that is not allowed here, or of another type than claimed. */
export class UnsupportedMimeTypeError extends InvalidImageError {
  override readonly code = 'UNSUPPORTED_MIME_TYPE'

  constructor(reason: 'unsupported' | 'mismatch', message: string, options?: ImageAttachErrorOptions) {
    super(reason, message, options)
  }
}

/** No store: none was given, no context is open, and the attachment has no default. */
export class ContextError extends ImageAttachError {
  readonly code = 'NO_STORE_CONTEXT'
}

/** A transaction is missing, finished, or not the one that the call belongs to. */
export abstract class TransactionError extends ImageAttachError {}

/** A handle that must be an open transaction is none. */
export class TransactionRequiredError extends TransactionError {
  readonly code = 'NO_TRANSACTION'
}

/** A verb was called outside the transaction that is open around it. */
export class TransactionNotJoinedError extends TransactionError {
  readonly code = 'TRANSACTION_NOT_JOINED'
}

/** Another transaction got in the way; running the whole transaction again may succeed. */
export class ConflictError extends TransactionError {
  readonly code = 'CONFLICT'
  readonly retryable = true
}

/** A prepared image is no longer there: its lease is over, or it was attached before. */
export class PreparedExpiredError extends TransactionError {
  readonly code = 'PREPARED_EXPIRED'
}

/** Files that the database no longer knows could not be deleted yet; they stay in the ledger and are tried again. */
export class FileCleanupError extends TransactionError {
  readonly code = 'FILE_CLEANUP_FAILED'
  readonly errors: readonly unknown[]
  readonly keys: readonly string[]

  constructor(message: string, failed: { readonly errors: readonly unknown[]; readonly keys: readonly string[] }) {
    super(message, { cause: failed.errors[0] })
    this.errors = failed.errors
    this.keys = failed.keys
  }
}

/** Images could not be moved to another store; they are where they were. */
export class MigrationError extends ImageAttachError {
  readonly code = 'MIGRATION_FAILED'
  /** The names of the stores. */
  readonly source: string
  readonly destination: string
  /** The images that were left, at most the first hundred. Empty when the whole run was stopped by its cause. */
  readonly problems: readonly MigrationProblemEvent[]
  /** How far it came; `after` is where the next run may go on. */
  readonly progress: MigrationProgress

  constructor(
    message: string,
    at: Pick<MigrationError, 'source' | 'destination' | 'problems' | 'progress'>,
    options?: ImageAttachErrorOptions,
  ) {
    super(message, options)
    this.source = at.source
    this.destination = at.destination
    this.problems = at.problems
    this.progress = at.progress
  }
}

/** The tables of the database, or the models of them, are not as ImageAttach needs them; the message tells the remedy. */
export class SchemaError extends ImageAttachError {
  readonly code = 'SCHEMA'
}

/** An owner key or object id cannot be used: missing, of the wrong type, or in need of an `objectId` function. */
export class OwnerKeyError extends ImageAttachError {
  readonly code = 'OWNER_KEY'
}

/** An owner was used before it was saved, so that it has no key yet. */
export class UnsavedOwnerError extends ImageAttachError {
  readonly code = 'UNSAVED_OWNER'
}

/** There is no connection yet, or a second one where one was connected already; the message tells the remedy. */
export class ConnectionError extends ImageAttachError {
  readonly code = 'CONNECTION'
}

/** The ORM was to write an image row, which only ImageAttach writes; the message names the verb for it. */
export class ReadOnlyRowError extends ImageAttachError {
  readonly code = 'READ_ONLY_ROW'
}

/** The literal codes of all errors. */
export type ImageAttachErrorCode =
  | 'FILE_NOT_FOUND'
  | 'UNSAFE_KEY'
  | 'STORE_UNAVAILABLE'
  | 'STORE_MISMATCH'
  | 'NO_ORIGINAL'
  | 'NO_THUMBNAIL'
  | 'STALE_ORIGINAL'
  | 'INVALID_IMAGE'
  | 'UNSUPPORTED_MIME_TYPE'
  | 'NO_STORE_CONTEXT'
  | 'NO_TRANSACTION'
  | 'TRANSACTION_NOT_JOINED'
  | 'CONFLICT'
  | 'PREPARED_EXPIRED'
  | 'FILE_CLEANUP_FAILED'
  | 'MIGRATION_FAILED'
  | 'SCHEMA'
  | 'OWNER_KEY'
  | 'UNSAVED_OWNER'
  | 'CONNECTION'
  | 'READ_ONLY_ROW'

const codes: ReadonlySet<string> = new Set<ImageAttachErrorCode>([
  'FILE_NOT_FOUND',
  'UNSAFE_KEY',
  'STORE_UNAVAILABLE',
  'STORE_MISMATCH',
  'NO_ORIGINAL',
  'NO_THUMBNAIL',
  'STALE_ORIGINAL',
  'INVALID_IMAGE',
  'UNSUPPORTED_MIME_TYPE',
  'NO_STORE_CONTEXT',
  'NO_TRANSACTION',
  'TRANSACTION_NOT_JOINED',
  'CONFLICT',
  'PREPARED_EXPIRED',
  'FILE_CLEANUP_FAILED',
  'MIGRATION_FAILED',
  'SCHEMA',
  'OWNER_KEY',
  'UNSAVED_OWNER',
  'CONNECTION',
  'READ_ONLY_ROW',
])

/** Any error of ImageAttach, as a union that `switch (error.code)` narrows. */
export type AnyImageAttachError =
  | FileNotFoundError
  | UnsafeKeyError
  | StoreUnavailableError
  | StoreMismatchError
  | OriginalNotFoundError
  | ThumbnailNotFoundError
  | StaleOriginalError
  | InvalidImageError
  | UnsupportedMimeTypeError
  | ContextError
  | TransactionRequiredError
  | TransactionNotJoinedError
  | ConflictError
  | PreparedExpiredError
  | FileCleanupError
  | MigrationError
  | SchemaError
  | OwnerKeyError
  | UnsavedOwnerError
  | ConnectionError
  | ReadOnlyRowError

/**
 * Tells whether an error is one of ours, by its code, so that two copies of core understand each other.
 *
 * ```ts
 * import { isImageAttachError } from '@imageattach/core'
 *
 * export function statusOf(error: unknown): number {
 *   if (!isImageAttachError(error)) return 500
 *   return error.code === 'INVALID_IMAGE' ? 422 : error.code === 'UNSUPPORTED_MIME_TYPE' ? 415 : 500
 * }
 * ```
 */
export function isImageAttachError(error: unknown): error is AnyImageAttachError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.has(error.code)
}

/** Whether a store has no such file; by the code, since the store may have another copy of core. */
export function isFileNotFound(error: unknown): boolean {
  return isImageAttachError(error) && error.code === 'FILE_NOT_FOUND'
}
