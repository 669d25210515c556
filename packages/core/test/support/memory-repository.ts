import { currentRows, type ImageRow, type NewImageRow } from '../../src/image-row.js'
import { type ImageTable, keyColumns } from '../../src/image-table.js'
import { compareKeys, type Key, keyMatches } from '../../src/key.js'
import type { FilePlace, LedgerLine, LedgerState } from '../../src/ledger.js'
import { groupBySet } from '../../src/read-set.js'
import type {
  FenceLine,
  Repository,
  RepositorySession,
  RetiredFile,
  RowMove,
  RowPosition,
  SourceMove,
} from '../../src/repository.js'
import { hasSide, type Side } from '../../src/thumbnail-size.js'

/** Everything that is in the database at one moment. Rows and lines never change; they are replaced. */
interface State {
  rows: { readonly table: string; readonly row: ImageRow }[]
  readonly lines: Map<string, LedgerLine>
}

/** A connection, or a transaction with the state that it sees. */
export interface MemoryHandle {
  readonly state?: State
  isOpen: boolean
}

class MemoryConflict extends Error {}

export type Step = keyof RepositorySession | 'scan' | 'retiredLines' | 'findLines' | 'commit' | 'committed'

/**
 * Rows and ledger in memory, with transactions that are real: one writer at a time, changes visible at the commit,
 * nothing left of a rollback. The two seconds that a fence waits for an open transaction are over at once.
 */
export class MemoryRepository implements Repository<MemoryHandle> {
  readonly name = 'memory'
  readonly seesOwnerDeletes = 'never'
  readonly root: RepositorySession
  /** A handle that is no transaction. */
  readonly connection: MemoryHandle = { isOpen: true }
  /** The clock, in seconds. */
  now = 1_000_000
  /** Awaited before each statement, and on both sides of each commit: the place for barriers and failures. */
  before: (step: Step) => unknown = () => undefined
  #committed: State = { rows: [], lines: new Map() }
  #writer: Promise<unknown> = Promise.resolve()
  #inTransaction = false

  constructor() {
    this.root = this.session(this.connection)
  }

  /** The committed rows. */
  get rows(): readonly ImageRow[] {
    return this.#committed.rows.map(({ row }) => row)
  }

  /** The committed lines of the ledger. */
  get lines(): readonly LedgerLine[] {
    return [...this.#committed.lines.values()]
  }

  /** Writes a row as another program would. */
  addRow(table: ImageTable, row: ImageRow): void {
    this.#committed.rows.push({ table: table.sqlName, row })
  }

  /** Writes a line as another process would. */
  addLine(line: Partial<LedgerLine> & FilePlace): void {
    const whole = { state: 'staged', table: 'user_picture', legacy: null, due: 0, tries: 0, ...line } as const
    this.#committed.lines.set(line.path, whole)
  }

  session(handle: MemoryHandle): RepositorySession {
    return new MemorySession(this, (step, work) => this.#run(handle, step, work))
  }

  isTransaction(handle: MemoryHandle): boolean {
    return handle.state !== undefined
  }

  transaction<TResult>(work: (handle: MemoryHandle) => Promise<TResult>): Promise<TResult> {
    return this.#exclusively(async () => {
      const state = copyOf(this.#committed)
      const handle: MemoryHandle = { state, isOpen: true }
      this.#inTransaction = true
      try {
        const result = await work(handle)
        await this.before('commit')
        this.#committed = state
        await this.before('committed')
        return result
      } finally {
        handle.isOpen = false
        this.#inTransaction = false
      }
    })
  }

  /** What a statement throws when another transaction is in its way. */
  conflict(): Error {
    return new MemoryConflict('Another transaction is in the way')
  }

  isConflict(error: unknown): boolean {
    return error instanceof MemoryConflict
  }

  async #run<TResult>(handle: MemoryHandle, step: Step, work: (state: State) => TResult): Promise<TResult> {
    await this.before(step)
    if (!handle.isOpen) throw new Error('The transaction has ended')
    if (handle.state) return work(handle.state)
    if (reads.has(step)) return work(this.#committed)
    if (step === 'fence' && this.#inTransaction) throw this.conflict()
    return this.#exclusively(async () => work(this.#committed))
  }

  #exclusively<TResult>(work: () => Promise<TResult>): Promise<TResult> {
    const turn = this.#writer.then(work)
    this.#writer = turn.catch(() => undefined)
    return turn
  }
}

const reads: ReadonlySet<Step> = new Set<Step>([
  'find',
  'findMany',
  'findPaths',
  'namespace',
  'dueLines',
  'scan',
  'countIn',
  'retiredLines',
  'movedLines',
  'findLines',
])

type Run = <TResult>(step: Step, work: (state: State) => TResult) => Promise<TResult>

class MemorySession implements RepositorySession {
  readonly #clock: { readonly now: number }
  readonly #run: Run

  constructor(clock: { readonly now: number }, run: Run) {
    this.#clock = clock
    this.#run = run
  }

  find(table: ImageTable, key: Key): Promise<readonly ImageRow[]> {
    return this.#run('find', state => rowsOf(state, table, row => keyMatches(key, row.key)))
  }

  async findMany(table: ImageTable, owners: readonly Key[], side?: Side): Promise<readonly ImageRow[]> {
    const isTheirs = (row: ImageRow) => owners.some(owner => keyMatches(owner, row.key))
    const rows = await this.#run('findMany', state => rowsOf(state, table, isTheirs))
    if (!side) return rows
    return groupBySet(table, rows)
      .flatMap(currentRows)
      .filter(row => hasSide(row, side))
  }

  countIn(table: ImageTable, stores?: readonly string[]): Promise<number> {
    return this.#run('countIn', state => rowsOf(state, table, row => stores?.includes(row.store) ?? true).length)
  }

  moveRows(table: ImageTable, moves: readonly RowMove[]): Promise<number> {
    return this.#run('moveRows', state => moves.filter(move => moveRow(state, table, move)).length)
  }

  async moveSources(table: ImageTable, moves: readonly SourceMove[]): Promise<void> {
    await this.#run('moveSources', state => {
      for (const { key, from, to } of moves) {
        const isOfIt = (row: ImageRow) => keyMatches(key, row.key) && !row.original && row.source === from
        change(state, table, isOfIt, row => ({ ...row, source: to }))
      }
    })
  }

  insert(table: ImageTable, { columns, ...row }: NewImageRow): Promise<'inserted' | 'exists'> {
    return this.#run('insert', state => {
      if (rowsOf(state, table, other => isSameRow(table, other, row)).length > 0) return 'exists'
      state.rows.push({ table: table.sqlName, row: { ...row, record: { ...row.key, ...columns } } })
      return 'inserted'
    })
  }

  clear(table: ImageTable, key: Key): Promise<readonly ImageRow[]> {
    return this.#run('clear', state => remove(state, table, row => keyMatches(key, row.key)))
  }

  deleteRow(table: ImageTable, gone: ImageRow): Promise<boolean> {
    const isGone = (row: ImageRow) => isSameRow(table, row, gone) && row.path === gone.path
    return this.#run('deleteRow', state => remove(state, table, isGone).length > 0)
  }

  touchOriginal(table: ImageTable, original: ImageRow): Promise<boolean> {
    const isStill = (row: ImageRow) => isSameRow(table, row, original) && row.original && row.path === original.path
    return this.#run('touchOriginal', state => rowsOf(state, table, isStill).length > 0)
  }

  findPaths(table: ImageTable, paths: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#run(
      'findPaths',
      state => new Set(rowsOf(state, table, row => paths.includes(row.path)).map(row => row.path)),
    )
  }

  namespace(): Promise<string> {
    return this.#run('namespace', () => 'ns0')
  }

  hold(_names: readonly string[]): Promise<void> {
    return this.#run('hold', () => undefined) // the one writer holds every set
  }

  stage(table: ImageTable, files: readonly FilePlace[], leaseSeconds: number): Promise<void> {
    return this.#run('stage', state => {
      for (const { path, store } of files) {
        this.#write(
          state,
          { path, store, table: table.sqlName, legacy: null },
          'staged',
          this.#clock.now + leaseSeconds,
        )
      }
    })
  }

  claim(files: readonly FilePlace[]): Promise<number> {
    return this.#run('claim', state => files.filter(file => drop(state, file, 'staged')).length)
  }

  retire(table: ImageTable, files: readonly RetiredFile[]): Promise<void> {
    return this.#run('retire', state => {
      for (const file of files) this.#write(state, { ...file, table: table.sqlName }, 'retired', 0)
    })
  }

  leaveBehind(table: ImageTable, files: readonly RetiredFile[]): Promise<void> {
    return this.#run('leaveBehind', state => {
      for (const file of files) this.#write(state, { ...file, table: table.sqlName }, 'moved', Number.MAX_SAFE_INTEGER)
    })
  }

  fence(line: FenceLine, evenRetired: boolean): Promise<void> {
    return this.#run('fence', state => {
      const known = state.lines.get(line.path)?.state
      const isSpared = known === 'moved' || (known === 'retired' && !evenRetired)
      if (isSpared) return
      const { store } = state.lines.get(line.path) ?? line
      this.#write(state, { ...line, store }, 'doomed', 0)
    })
  }

  release(file: FilePlace): Promise<void> {
    return this.#run('release', state => void drop(state, file, 'doomed'))
  }

  postpone(file: FilePlace, seconds: number, failed: boolean): Promise<void> {
    return this.#run('postpone', ({ lines }) => {
      const line = lines.get(file.path)
      if (line?.store !== file.store) return
      const tries = line.tries + (failed ? 1 : 0)
      lines.set(file.path, { ...line, due: this.#clock.now + seconds, tries })
    })
  }

  dueLines(limit: number): Promise<readonly LedgerLine[]> {
    return this.#run('dueLines', ({ lines }) => {
      const due = [...lines.values()].filter(line => line.due <= this.#clock.now)
      return due.sort((left, right) => left.due - right.due).slice(0, limit)
    })
  }

  scan(table: ImageTable, after: RowPosition | undefined, limit: number): Promise<readonly ImageRow[]> {
    const names = keyColumns(table).map(({ name }) => name)
    const order = (left: RowPosition, right: RowPosition) =>
      compareKeys(left.key, right.key, names) || left.width - right.width || left.height - right.height
    return this.#run('scan', state => {
      const rows = [...rowsOf(state, table, row => after === undefined || order(row, after) > 0)]
      return rows.sort(order).slice(0, limit)
    })
  }

  retiredLines(limit: number, after: string): Promise<readonly LedgerLine[]> {
    return this.#run('retiredLines', ({ lines }) => {
      const retired = [...lines.values()].filter(line => line.state === 'retired' && line.path > after)
      return retired.sort((left, right) => (left.path < right.path ? -1 : 1)).slice(0, limit)
    })
  }

  movedLines(stores: readonly string[], limit: number, after: string): Promise<readonly LedgerLine[]> {
    return this.#run('movedLines', ({ lines }) => {
      const moved = [...lines.values()].filter(
        line => line.state === 'moved' && stores.includes(line.store) && line.path > after,
      )
      return moved.sort((left, right) => (left.path < right.path ? -1 : 1)).slice(0, limit)
    })
  }

  findLines(paths: readonly string[], state?: LedgerState): Promise<readonly string[]> {
    return this.#run('findLines', ({ lines }) =>
      [...lines.values()]
        .filter(line => paths.includes(line.path) && (state === undefined || line.state === state))
        .map(({ path }) => path),
    )
  }

  /** A line that exists keeps its tries. */
  #write({ lines }: State, line: Omit<LedgerLine, 'state' | 'due' | 'tries'>, state: LedgerLine['state'], due: number) {
    const { path, store, table, legacy } = line
    lines.set(path, { path, store, table, legacy, tries: lines.get(path)?.tries ?? 0, state, due })
  }
}

function copyOf({ rows, lines }: State): State {
  return { rows: [...rows], lines: new Map(lines) }
}

function rowsOf(state: State, { sqlName }: ImageTable, wanted: (row: ImageRow) => boolean): readonly ImageRow[] {
  return state.rows.flatMap(({ table, row }) => (table === sqlName && wanted(row) ? [row] : []))
}

/** Whether there was anything to change. */
function moveRow(state: State, table: ImageTable, { row: moved, to }: RowMove): boolean {
  const isStill = (row: ImageRow) =>
    isSameRow(table, row, moved) && row.path === moved.path && row.store === moved.store
  return change(state, table, isStill, row => ({
    ...row,
    path: to.path,
    store: to.store,
    byteSize: row.byteSize ?? to.byteSize,
    checksum: row.checksum ?? to.checksum,
  }))
}

function change(
  state: State,
  { sqlName }: ImageTable,
  wanted: (row: ImageRow) => boolean,
  changed: (row: ImageRow) => ImageRow,
): boolean {
  const isWanted = ({ table, row }: State['rows'][number]) => table === sqlName && wanted(row)
  if (!state.rows.some(isWanted)) return false
  state.rows = state.rows.map(entry => (isWanted(entry) ? { ...entry, row: changed(entry.row) } : entry))
  return true
}

function remove(state: State, table: ImageTable, unwanted: (row: ImageRow) => boolean): readonly ImageRow[] {
  const removed = rowsOf(state, table, unwanted)
  state.rows = state.rows.filter(({ row }) => !removed.includes(row))
  return removed
}

function isSameRow(table: ImageTable, left: Omit<ImageRow, 'record'>, right: Omit<ImageRow, 'record'>): boolean {
  const sameKey = keyColumns(table).every(({ name }) => String(left.key[name]) === String(right.key[name]))
  return sameKey && left.width === right.width && left.height === right.height && left.variant === right.variant
}

function drop({ lines }: State, { path, store }: FilePlace, state: LedgerLine['state']): boolean {
  const line = lines.get(path)
  return line?.state === state && line.store === store && lines.delete(path)
}
