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
  await session.hold([setLockName(table, key)])
  await clearSet(write)
  if (await insertAll(write, staged)) return
  // A snapshot older than the winner's commit had hidden its rows; now that rows of ours are among them it does not.
  await clearSet(write, staged)
  if (await insertAll(write, staged)) return
  throw new ConflictError(`${table.name}: the image was replaced by another transaction at the same time`)
}

/** False when a row is in the way. */
async function insertAll({ session, table, key }: SetWrite, staged: readonly StagedImage[]): Promise<boolean> {
  for (const { row } of staged) {
    if ((await session.insert(table, { ...row, key })) === 'exists') return false
  }
  return true
}

/** Removes sets, which are held together; returns how many rows they had. */
export async function removeSets(write: Omit<SetWrite, 'key'>, keys: readonly Key[]): Promise<number> {
  const { session, table } = write
  await session.hold(keys.map(key => setLockName(table, key)))
  const rows: ImageRow[] = []
  for (const key of keys) rows.push(...(await session.clear(table, key)))
  for (let start = 0; start < rows.length; start += retiredAtOnce) {
    await retire(write, rows.slice(start, start + retiredAtOnce))
  }
  return rows.length
}

/** A statement takes so many parameters only: 32,766 on SQLite. */
const retiredAtOnce = 1_000

/**
 * Adds a staged thumbnail if the image it was made from is still the original. A thumbnail that somebody else added
 * meanwhile wins; ours is given back.
 *
 * @throws {@link StaleOriginalError} when the original was replaced or removed
 */
export async function addThumbnail(write: SetWrite, original: ImageRow, staged: StagedImage): Promise<void> {
  const { session, table, key } = write
  await claim(session, [staged])
  await session.hold([setLockName(table, key)])
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

/** Clears the set and retires its files, except those that are about to be inserted again. */
async function clearSet(write: SetWrite, staged: readonly StagedImage[] = []): Promise<number> {
  const again = new Set(staged.map(({ path }) => path))
  const rows = await write.session.clear(write.table, write.key)
  const others = rows.filter(row => !again.has(row.path))
  if (others.length > 0) await retire(write, others)
  return others.length
}

async function retire(write: Omit<SetWrite, 'key'>, rows: readonly ImageRow[]): Promise<void> {
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
