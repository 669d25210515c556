import { ConflictError, PreparedExpiredError, StaleOriginalError } from './errors.js'
import type { ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import type { Key } from './key.js'
import { setLockName } from './ledger.js'
import { retiredFile } from './legacy/legacy-place.js'
import type { RepositorySession } from './repository.js'
import type { StagedImage } from './staged-image.js'
import type { TouchedList } from './unit-of-work.js'

/**
 * The statements that change a set, in the order that keeps rows and bytes in agreement: claim the staged files, hold
 * the set, then touch rows. Everything runs in one transaction of the session.
 */
export interface SetWrite {
  readonly session: RepositorySession
  readonly table: ImageTable
  readonly key: Key
  /** Grows by the files whose rows were deleted, and by those that were not needed. */
  readonly touched: TouchedList
}

/** Puts a staged original, and thumbnails made with it, in the place of whatever the set held. */
export async function replaceSet(write: SetWrite, staged: readonly StagedImage[]): Promise<void> {
  const { session, table, key } = write
  await claim(session, staged)
  await session.hold(setLockName(table, key))
  await clearSet(write)
  for (const { row } of staged) {
    // A snapshot older than the winner's commit may have hidden its rows from the first clearing.
    if ((await session.insert(table, { ...row, key })) === 'inserted') continue
    await clearSet(write)
    if ((await session.insert(table, { ...row, key })) === 'exists') {
      throw new ConflictError(`${table.name}: the image was replaced by another transaction at the same time`)
    }
  }
}

/** Removes a set; returns how many rows it had. */
export async function removeSet(write: SetWrite): Promise<number> {
  await write.session.hold(setLockName(write.table, write.key))
  return clearSet(write)
}

/**
 * Adds a staged thumbnail if the image it was made from is still the original. A thumbnail that somebody else added
 * meanwhile wins; ours is given back.
 *
 * @throws {@link StaleOriginalError} when the original was replaced or removed
 */
export async function addThumbnail(write: SetWrite, original: ImageRow, staged: StagedImage): Promise<void> {
  const { session, table, key } = write
  await claim(session, [staged])
  await session.hold(setLockName(table, key))
  if (!(await session.touchOriginal(table, original))) {
    throw new StaleOriginalError(`${table.name}: the original was replaced or removed while a thumbnail was made of it`)
  }
  const row = { ...staged.row, key }
  if ((await session.insert(table, row)) === 'inserted') return
  const existing = (await session.find(table, key)).find(candidate => sameSize(candidate, row))
  if (existing && (existing.original || existing.source === row.source)) {
    await session.stage(table, [staged], 0)
    write.touched.staged.push(staged)
    return
  }
  if (existing && (await session.deleteRow(table, existing))) await retire(write, [existing])
  if ((await session.insert(table, row)) === 'exists') {
    throw new ConflictError(`${table.name}: a thumbnail of this size was added by another transaction at the same time`)
  }
}

async function claim(session: RepositorySession, staged: readonly StagedImage[]): Promise<void> {
  if ((await session.claim(staged)) === staged.length) return
  throw new PreparedExpiredError(
    'The staged files are no longer there: their lease is over, or they were attached before',
  )
}

async function clearSet(write: SetWrite): Promise<number> {
  const rows = await write.session.clear(write.table, write.key)
  if (rows.length > 0) await retire(write, rows)
  return rows.length
}

async function retire(write: SetWrite, rows: readonly ImageRow[]): Promise<void> {
  const files = rows.map(row => retiredFile(write.table, row))
  await write.session.retire(write.table, files)
  write.touched.retired.push(...files.map(file => ({ ...file, table: write.table.sqlName })))
}

function sameSize(left: ImageRow, right: Pick<ImageRow, 'width' | 'height' | 'variant'>): boolean {
  return left.width === right.width && left.height === right.height && left.variant === right.variant
}

/** The row that was inserted for a staged file, or the one of that size that won against it. */
export function rowOf(rows: readonly ImageRow[], staged: StagedImage | undefined): ImageRow {
  const row =
    rows.find(candidate => candidate.path === staged?.path) ??
    rows.find(candidate => staged !== undefined && sameSize(candidate, staged.row))
  if (row) return row
  throw new ConflictError('The row that was just written is gone: something outside ImageAttach deletes rows')
}
