import { describe, expect, it } from 'vitest'
import * as errors from '../src/errors.js'

const at = { storeName: 'local', key: 'a/b.png' }
const cause = new Error('the disk is gone')

/** Every class that can be thrown, with its code. */
const examples: readonly (readonly [errors.ImageAttachErrorCode, errors.ImageAttachError])[] = [
  ['FILE_NOT_FOUND', new errors.FileNotFoundError('x', at, { cause })],
  ['UNSAFE_KEY', new errors.UnsafeKeyError('x', at, { cause })],
  ['STORE_UNAVAILABLE', new errors.StoreUnavailableError('x', { ...at, reason: 'full' }, { cause })],
  ['STORE_MISMATCH', new errors.StoreMismatchError('x', { cause })],
  ['NO_ORIGINAL', new errors.OriginalNotFoundError('x', { cause })],
  ['NO_THUMBNAIL', new errors.ThumbnailNotFoundError('x', { cause })],
  ['STALE_ORIGINAL', new errors.StaleOriginalError('x', { cause })],
  ['INVALID_IMAGE', new errors.InvalidImageError('corrupt', 'x', { cause })],
  ['UNSUPPORTED_MIME_TYPE', new errors.UnsupportedMimeTypeError('mismatch', 'x', { cause })],
  ['NO_STORE_CONTEXT', new errors.ContextError('x', { cause })],
  ['NO_TRANSACTION', new errors.TransactionRequiredError('x', { cause })],
  ['TRANSACTION_NOT_JOINED', new errors.TransactionNotJoinedError('x', { cause })],
  ['CONFLICT', new errors.ConflictError('x', { cause })],
  ['PREPARED_EXPIRED', new errors.PreparedExpiredError('x', { cause })],
  [
    'MIGRATION_FAILED',
    new errors.MigrationError(
      'x',
      {
        source: 'old',
        destination: 'new',
        problems: [],
        progress: { done: 0, total: 0, moved: 0, changed: 0, problems: 0, bytes: 0, after: undefined },
      },
      { cause },
    ),
  ],
  ['FILE_CLEANUP_FAILED', new errors.FileCleanupError('x', { errors: [cause], keys: ['local:a/b.png'] })],
  ['SCHEMA', new errors.SchemaError('x', { cause })],
  ['OWNER_KEY', new errors.OwnerKeyError('x', { cause })],
  ['UNSAVED_OWNER', new errors.UnsavedOwnerError('x', { cause })],
  ['CONNECTION', new errors.ConnectionError('x', { cause })],
  ['READ_ONLY_ROW', new errors.ReadOnlyRowError('x', { cause })],
]

describe('the errors', () => {
  it.each(examples)('%s has its code, name, message and cause', (code, error) => {
    expect(error).toBeInstanceOf(errors.ImageAttachError)
    expect(error).toMatchObject({ code, name: error.constructor.name, message: 'x', cause })
    expect(error.stack).toContain(error.name)
    expect(errors.isImageAttachError(error)).toBe(true)
  })

  it('are all in this table', () => {
    const isConcrete = (value: unknown) =>
      typeof value === 'function' && /extends/.test(String(value)) && /code/.test(String(value))
    const classes = Object.values(errors).filter(isConcrete)

    expect(new Set(examples.map(([, error]) => error.constructor))).toEqual(new Set(classes))
  })

  it('have no cause when none was given, not even an empty one', () => {
    expect('cause' in new errors.ContextError('x')).toBe(false)
    expect('cause' in new errors.ContextError('x', { cause: undefined })).toBe(true)
  })

  it('tell more where there is more to tell', () => {
    expect(new errors.StoreUnavailableError('x', { ...at, reason: 'full' })).toMatchObject({ ...at, reason: 'full' })
    expect(new errors.InvalidImageError('corrupt', 'x').reason).toBe('corrupt')
    expect(new errors.ConflictError('x').retryable).toBe(true)
    expect(new errors.FileCleanupError('x', { errors: [1, 2], keys: ['a', 'b'] })).toMatchObject({
      errors: [1, 2],
      keys: ['a', 'b'],
      cause: 1,
    })
  })

  it('belong to families', () => {
    expect(new errors.UnsupportedMimeTypeError('mismatch', 'x')).toBeInstanceOf(errors.InvalidImageError)
    expect(new errors.FileNotFoundError('x', at)).toBeInstanceOf(errors.StoreError)
    expect(new errors.StaleOriginalError('x')).toBeInstanceOf(errors.ImageNotFoundError)
    expect(new errors.ConflictError('x')).toBeInstanceOf(errors.TransactionError)
  })
})

describe('isImageAttachError', () => {
  it('knows an error of another copy of core by its code', () => {
    class NotOurs extends Error {
      readonly code = 'SCHEMA'
    }

    expect(errors.isImageAttachError(new NotOurs())).toBe(true)
  })

  it.each([
    [new Error('x')],
    [Object.assign(new Error('x'), { code: 'ENOENT' })],
    [Object.assign(new Error('x'), { code: 5 })],
    [{ code: 'SCHEMA' }],
    ['SCHEMA'],
    [null],
    [undefined],
  ])('does not know %o', error => {
    expect(errors.isImageAttachError(error)).toBe(false)
  })
})
