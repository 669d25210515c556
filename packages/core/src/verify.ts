import { checkConcurrency } from './check-concurrency.js'
import { digestOf } from './checksum.js'
import { isFileNotFound, isImageAttachError } from './errors.js'
import { findOriginal, type ImageRow } from './image-row.js'
import { type ImageTable, keyColumns } from './image-table.js'
import type { Key } from './key.js'
import { readCursor, tablesFrom, writeCursor } from './migration-cursor.js'
import type { Repository, RowPosition } from './repository.js'
import type { Services } from './services.js'
import { sideBySide } from './side-by-side.js'
import { storedRow } from './stored-row.js'

export interface VerifyOptions {
  /** Reads every file and compares its SHA-256 with the row's. Default false: existence and length only. */
  readonly checksums?: boolean
  /** Goes on behind the set that an `after` of an earlier run tells. Default: all sets. */
  readonly after?: string
  /** How many files are looked at, or read, at once. Default 16. */
  readonly concurrency?: number
  /** Stops after the rows in hand. */
  readonly signal?: AbortSignal
}

/**
 * What can be wrong. `missing-file`: the store has no such file. `wrong-length`, `wrong-checksum`: it has other bytes.
 * `unknown-store`: the row names a store that is not registered. `unreadable`: the store failed. `no-original`: a set of
 * thumbnails alone. `two-originals`: a set should have one. `stale-thumbnail`: made from an original that is gone.
 */
export type VerifyProblem =
  | 'missing-file'
  | 'wrong-length'
  | 'wrong-checksum'
  | 'unknown-store'
  | 'unreadable'
  | 'no-original'
  | 'two-originals'
  | 'stale-thumbnail'

/** A page of rows is done, or something is wrong with a row. */
export type VerifyEvent =
  | {
      readonly kind: 'progress'
      readonly table: string
      /** Rows of this table that were looked at so far. */
      readonly scanned: number
      /** Rows of all tables that were looked at so far. */
      readonly done: number
      /** Rows that all these tables had when it began. */
      readonly total: number
      /** Where to go on after a stop: the option `after` of the next run. `undefined` before the first set. */
      readonly after: string | undefined
    }
  | {
      readonly kind: 'problem'
      readonly problem: VerifyProblem
      readonly table: string
      readonly key: Key
      readonly width: number
      readonly height: number
      readonly path: string
      readonly store: string
      /** The error behind `unreadable`. */
      readonly cause?: unknown
    }

const pageSize = 500

/** Milliseconds between two events that only tell how far it has come. */
const progressInterval = 1_000

/**
 * Compares every row with its file, page after page in the order of the keys, in flat memory. It changes nothing.
 * Several files are looked at side by side; what is told of them comes in the order of the keys all the same.
 */
export async function* verify<THandle>(
  services: Services<THandle>,
  options: VerifyOptions = {},
): AsyncGenerator<VerifyEvent, void, undefined> {
  const { repository, settler } = services
  const concurrency = checkConcurrency(options.concurrency ?? 16)
  const start = options.after === undefined ? undefined : readCursor(options.after)
  const tables = tablesFrom(settler.tables, start)
  let [done, total, reportedAt] = [0, 0, performance.now()]
  let after = options.after
  for (const table of tables) total += await repository.root.countIn(table)
  for (const table of tables) {
    let scanned = 0
    const progress = (): VerifyEvent => ({ kind: 'progress', table: table.name, scanned, done, total, after })
    const sets = setsInOrder(repository, table, start?.table === table.sqlName ? start.position : undefined)
    const looks = sideBySide(membersOf(sets), concurrency, ({ row }) => fileProblems(services, table, row, options))
    for await (const [{ row, set }, problems] of looks) {
      if (row === set[0]) yield* setProblems(table, set)
      yield* problems
      if (row !== set.at(-1)) continue
      scanned += set.length
      done += set.length
      after = writeCursor(table, row)
      if (performance.now() - reportedAt < progressInterval) continue
      reportedAt = performance.now()
      yield progress()
    }
    yield progress()
  }
}

function* setProblems(table: ImageTable, set: readonly ImageRow[]): Generator<VerifyEvent, void, undefined> {
  const original = findOriginal(set)
  for (const row of set) {
    if (!original) yield problem(table, row, 'no-original')
    else if (row.original && row !== original) yield problem(table, row, 'two-originals')
    else if (!row.original && row.source !== original.path) yield problem(table, row, 'stale-thumbnail')
  }
}

async function fileProblems<THandle>(
  services: Services<THandle>,
  table: ImageTable,
  row: ImageRow,
  { checksums = false, signal }: VerifyOptions,
): Promise<readonly VerifyEvent[]> {
  signal?.throwIfAborted()
  try {
    const stored = storedRow(services, table, row)
    const options = signal ? { signal } : {}
    if (!checksums && stored.store.stat) {
      const file = await stored.store.stat(stored.key, options)
      if (!file) return [problem(table, row, 'missing-file')]
      return row.byteSize !== null && file.byteSize !== row.byteSize ? [problem(table, row, 'wrong-length')] : []
    }
    const found = await digestOf(await stored.store.getFile(stored.key, options))
    if (row.byteSize !== null && found.byteSize !== row.byteSize) return [problem(table, row, 'wrong-length')]
    return row.checksum !== null && found.checksum !== row.checksum ? [problem(table, row, 'wrong-checksum')] : []
  } catch (error) {
    signal?.throwIfAborted()
    if (isFileNotFound(error)) return [problem(table, row, 'missing-file')]
    const unknownStore = isImageAttachError(error) && error.code === 'STORE_MISMATCH'
    return [problem(table, row, unknownStore ? 'unknown-store' : 'unreadable', error)]
  }
}

function problem(table: ImageTable, row: ImageRow, what: VerifyProblem, cause?: unknown): VerifyEvent {
  const { key, width, height, path, store } = row
  return {
    kind: 'problem',
    problem: what,
    table: table.name,
    key,
    width,
    height,
    path,
    store,
    ...(cause ? { cause } : {}),
  }
}

/** The rows of sets, each with its set. */
async function* membersOf(
  sets: AsyncIterable<readonly ImageRow[]>,
): AsyncGenerator<{ readonly row: ImageRow; readonly set: readonly ImageRow[] }, void, undefined> {
  for await (const set of sets) for (const row of set) yield { row, set }
}

/** All rows of a table, set after set. */
async function* setsInOrder<THandle>(
  repository: Repository<THandle>,
  table: ImageTable,
  after: RowPosition | undefined,
): AsyncGenerator<readonly [ImageRow, ...ImageRow[]], void, undefined> {
  const names = keyColumns(table).map(({ name }) => name)
  const idOf = (row: ImageRow): string => JSON.stringify(names.map(name => String(row.key[name])))
  let set: [ImageRow, ...ImageRow[]] | undefined
  for await (const row of rowsInOrder(repository, table, after)) {
    if (set && idOf(set[0]) === idOf(row)) {
      set.push(row)
      continue
    }
    if (set) yield set
    set = [row]
  }
  if (set) yield set
}

async function* rowsInOrder<THandle>(
  repository: Repository<THandle>,
  table: ImageTable,
  start: RowPosition | undefined,
): AsyncGenerator<ImageRow, void, undefined> {
  let after = start
  for (;;) {
    const rows = await repository.root.scan(table, after, pageSize)
    yield* rows
    after = rows.at(-1)
    if (!after || rows.length < pageSize) return
  }
}
