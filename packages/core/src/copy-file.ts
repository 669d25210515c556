import { checksum, type Digest, digestOf } from './checksum.js'
import { isFileNotFound, isImageAttachError, StoreError, StoreUnavailableError } from './errors.js'
import type { ImageKey } from './image-key.js'
import type { ImageRow } from './image-row.js'
import type { MigrationProblem } from './migration-event.js'
import type { Store } from './store.js'
import { readRow, type StoredRow } from './stored-row.js'

/** Where a copy is to be, and how sure we want to be of it. */
export interface CopyOptions {
  readonly store: Store
  readonly key: ImageKey
  /** Whether every copy is read again from its store, even if that can tell its length. */
  readonly readBack: boolean
}

/** A file that could not be copied, and who is to blame. */
export class CopyFailure extends Error {
  readonly problem: MigrationProblem

  constructor(problem: MigrationProblem, cause?: unknown) {
    super(problem, { cause })
    this.problem = problem
  }

  /** Whether another try may help: a network that fails does not fail for ever. */
  get isTransient(): boolean {
    const { cause, problem } = this
    if (!isImageAttachError(cause) || cause.code !== 'STORE_UNAVAILABLE') return false
    return cause.reason === 'unavailable' || (cause.reason === 'checksum' && problem === 'unreadable')
  }
}

/**
 * Copies the file of a row to another store, and proves that the copy is what the row says: its length and its SHA-256.
 *
 * @throws {@link CopyFailure} when there is no such copy; what was written of it is for the ledger
 */
export async function copyFile(source: StoredRow, options: CopyOptions): Promise<Digest> {
  return (await copyByStore(source, options)) ?? copyByHand(source, options)
}

/** Reads the file as a migration would, and leaves it where it is. */
export async function checkFile(source: StoredRow): Promise<Digest> {
  return assertAsInRow(source.row, await reading(async () => digestOf(await source.store.getFile(source.key))))
}

async function copyByStore(source: StoredRow, { store, key }: CopyOptions): Promise<Digest | undefined> {
  const { row } = source
  if (!store.copyFrom) return undefined
  try {
    if (!(await store.copyFrom(source.store, source.key, key, putOptions(row)))) return undefined
  } catch (error) {
    if (isFileNotFound(error)) throw new CopyFailure('missing-file', error)
    const isOfSource = error instanceof StoreError && error.storeName === source.store.name
    throw new CopyFailure(isOfSource ? 'unreadable' : 'unwritable', error)
  }
  const copy = await writing(async () => digestOf(await store.getFile(key)))
  if (row.checksum !== null && row.checksum === copy.checksum && row.byteSize === copy.byteSize) return copy
  // Either the row says nothing of the bytes, or the source holds others, or the copy is not one.
  return assertSame(await checkFile(source), copy, store, key)
}

async function copyByHand(source: StoredRow, { store, key, readBack }: CopyOptions): Promise<Digest> {
  const { row } = source
  const bytes = await reading(() => readRow(source))
  const read = assertAsInRow(row, { byteSize: bytes.length, checksum: checksum(bytes) })
  await writing(() => store.putFile(bytes, key, putOptions(row)))
  if (readBack || !store.stat) {
    return assertSame(read, await writing(async () => digestOf(await store.getFile(key))), store, key)
  }
  const stored = await writing(async () => store.stat?.(key))
  return assertSame(read, { ...read, byteSize: stored?.byteSize ?? -1 }, store, key)
}

function putOptions({ original }: ImageRow) {
  return { reproducible: !original }
}

function assertAsInRow(row: ImageRow, found: Digest): Digest {
  if (row.byteSize !== null && found.byteSize !== row.byteSize) throw new CopyFailure('wrong-length')
  if (row.checksum !== null && found.checksum !== row.checksum) throw new CopyFailure('wrong-checksum')
  return found
}

function assertSame(read: Digest, copy: Digest, store: Store, { path }: ImageKey): Digest {
  if (read.byteSize === copy.byteSize && read.checksum === copy.checksum) return copy
  const message = `Store ${JSON.stringify(store.name)} does not hold the bytes that it was given under ${JSON.stringify(path)}`
  const at = { storeName: store.name, key: path, reason: 'checksum' } as const
  throw new CopyFailure('unwritable', new StoreUnavailableError(message, at))
}

async function reading<TResult>(read: () => Promise<TResult>): Promise<TResult> {
  try {
    return await read()
  } catch (error) {
    throw new CopyFailure(isFileNotFound(error) ? 'missing-file' : 'unreadable', error)
  }
}

async function writing<TResult>(write: () => Promise<TResult>): Promise<TResult> {
  try {
    return await write()
  } catch (error) {
    throw new CopyFailure('unwritable', error)
  }
}
