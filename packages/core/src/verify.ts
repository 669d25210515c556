import { checksum } from './checksum.js'
import { isFileNotFound, isImageAttachError } from './errors.js'
import { findOriginal, type ImageRow } from './image-row.js'
import { type ImageTable, keyColumns } from './image-table.js'
import type { Key } from './key.js'
import { rowKey } from './legacy/legacy-place.js'
import type { Repository } from './repository.js'
import type { Services } from './services.js'
import { readRow, storedRow } from './stored-row.js'

export interface VerifyOptions {
  /** Reads every file and compares its SHA-256 with the row's. Default false: existence and length only. */
  readonly checksums?: boolean
  /** Stops after the row in hand. */
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

/** Compares every row with its file, page after page in the order of the keys, in flat memory. It changes nothing. */
export async function* verify<THandle>(
  services: Services<THandle>,
  options: VerifyOptions = {},
): AsyncGenerator<VerifyEvent, void, undefined> {
  for (const table of services.settler.tables) {
    let scanned = 0
    for await (const set of setsInOrder(services.repository, table)) {
      yield* setProblems(table, set)
      for (const row of set) {
        options.signal?.throwIfAborted()
        yield* await fileProblems(services, table, row, options)
        scanned += 1
        if (scanned % pageSize === 0) yield { kind: 'progress', table: table.name, scanned }
      }
    }
    yield { kind: 'progress', table: table.name, scanned }
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
  try {
    const stored = storedRow(services, table, row)
    const options = signal ? { signal } : {}
    if (!checksums && stored.store.stat) {
      const file = await stored.store.stat(rowKey(table, row), options)
      if (!file) return [problem(table, row, 'missing-file')]
      return row.byteSize !== null && file.byteSize !== row.byteSize ? [problem(table, row, 'wrong-length')] : []
    }
    const bytes = await readRow(stored, options)
    if (row.byteSize !== null && bytes.length !== row.byteSize) return [problem(table, row, 'wrong-length')]
    return row.checksum !== null && checksum(bytes) !== row.checksum ? [problem(table, row, 'wrong-checksum')] : []
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

/** All rows of a table, set after set. */
async function* setsInOrder<THandle>(
  repository: Repository<THandle>,
  table: ImageTable,
): AsyncGenerator<readonly ImageRow[], void, undefined> {
  const names = keyColumns(table).map(({ name }) => name)
  const idOf = (row: ImageRow): string => JSON.stringify(names.map(name => String(row.key[name])))
  let set: ImageRow[] = []
  for await (const row of rowsInOrder(repository, table)) {
    if (set[0] && idOf(set[0]) !== idOf(row)) {
      yield set
      set = []
    }
    set.push(row)
  }
  if (set.length > 0) yield set
}

async function* rowsInOrder<THandle>(
  repository: Repository<THandle>,
  table: ImageTable,
): AsyncGenerator<ImageRow, void, undefined> {
  let after: ImageRow | undefined
  for (;;) {
    const rows = await repository.root.scan(table, after, pageSize)
    yield* rows
    after = rows.at(-1)
    if (!after || rows.length < pageSize) return
  }
}
