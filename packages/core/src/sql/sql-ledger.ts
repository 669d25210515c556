import { SchemaError, TransactionRequiredError } from '../errors.js'
import type { ImageTable } from '../image-table.js'
import type { FilePlace, LedgerLine, LedgerState } from '../ledger.js'
import type { FenceLine, RetiredFile } from '../repository.js'
import type { SqlResult } from './sql-connection.js'
import type { LockableInsert, SqlDialect } from './sql-dialect.js'
import { id, join, raw, type SqlText, sql } from './sql-text.js'

const key = ['path'] as const

/** What whoever writes a line says of its file. */
const written = ['store', 'state', 'tbl', 'legacy', 'due'] as const

/** The end of the year 9999: lines that are never due come last in the index that a reaper reads. */
const never = 253_402_300_799

/** The statements of the ledger. */
export class SqlLedger {
  readonly #run: (text: SqlText) => Promise<SqlResult>
  readonly #dialect: SqlDialect
  readonly #table: unknown
  /** The column of a line that is there already. */
  readonly #state: unknown

  constructor(run: (text: SqlText) => Promise<SqlResult>, dialect: SqlDialect, name: readonly string[]) {
    this.#run = run
    this.#dialect = dialect
    this.#table = id(...name)
    this.#state = id(...name.slice(-1), 'state')
  }

  async namespace(): Promise<string> {
    const { rows } = await this.#run(
      sql`select path as iapath from ${this.#table} where state = 'ns' order by path limit 1`,
    )
    const path = rows[0]?.iapath
    if (typeof path === 'string') return path.slice('ns:'.length)
    throw new SchemaError('The ledger has no namespace: create it in a migration, which writes one')
  }

  async hold(names: readonly string[], wait?: 'briefly'): Promise<void> {
    if (names.length === 0) return
    await this.#requireTransaction()
    const sorted = [...new Set(names)].sort()
    const insert = this.#upsert(
      sorted.map(name => sql`${name}, '', 'lock', '', null, 0, 0`),
      ['state'],
    )
    await this.#run(wait === 'briefly' ? this.#dialect.withLockTimeout(insert) : this.#insert(insert))
    await this.#delete(sql`path in (${join(sorted)}) and store = '' and state = 'lock'`)
  }

  async stage(table: ImageTable, files: readonly FilePlace[], leaseSeconds: number): Promise<void> {
    await this.#write(
      files.map(file => ({ ...file, table: table.sqlName, legacy: null })),
      'staged',
      sql`${this.#dialect.now} + ${integer(leaseSeconds)}`,
    )
  }

  async retire(table: ImageTable, files: readonly RetiredFile[]): Promise<void> {
    await this.#write(
      files.map(file => ({ ...file, table: table.sqlName })),
      'retired',
      raw('0'),
    )
  }

  async leaveBehind(table: ImageTable, files: readonly RetiredFile[]): Promise<void> {
    await this.#write(
      files.map(file => ({ ...file, table: table.sqlName })),
      'moved',
      integer(never),
    )
  }

  async claim(files: readonly FilePlace[]): Promise<number> {
    await this.#requireTransaction()
    if (files.length === 0) return 0
    const places = files.map(({ path, store }) => sql`path = ${path} and store = ${store}`)
    const { affected } = await this.#delete(sql`state = 'staged' and ((${join(places, ') or (')}))`)
    return affected
  }

  async fence({ path, store, table, legacy }: FenceLine, evenRetired: boolean): Promise<void> {
    const insert = this.#upsert(
      [sql`${path}, ${store}, 'doomed', ${table}, ${legacy}, 0, 0`],
      ['state', 'due'],
      evenRetired ? sql`${this.#state} = 'moved'` : sql`${this.#state} in ('retired', 'moved')`,
    )
    await this.#run(this.#dialect.withLockTimeout(insert))
  }

  async release({ path, store }: FilePlace): Promise<void> {
    await this.#run(sql`delete from ${this.#table} where path = ${path} and store = ${store} and state = 'doomed'`)
  }

  async postpone({ path, store }: FilePlace, seconds: number, failed: boolean): Promise<void> {
    const due = sql`${this.#dialect.now} + ${integer(seconds)}`
    const tries = raw(failed ? 'tries + 1' : 'tries')
    await this.#run(
      sql`update ${this.#table} set due = ${due}, tries = ${tries} where path = ${path} and store = ${store}`,
    )
  }

  dueLines(limit: number): Promise<readonly LedgerLine[]> {
    return this.#lines(
      sql`due <= ${this.#dialect.now} and state in ('staged', 'retired', 'doomed') order by due limit ${integer(limit)}`,
    )
  }

  retiredLines(limit: number, after: string): Promise<readonly LedgerLine[]> {
    return this.#lines(sql`state = 'retired' and path > ${after} order by path limit ${integer(limit)}`)
  }

  movedLines(stores: readonly string[], limit: number, after: string): Promise<readonly LedgerLine[]> {
    return this.#lines(
      sql`state = 'moved' and store in (${join(stores)}) and path > ${after} order by path limit ${integer(limit)}`,
    )
  }

  async findLines(paths: readonly string[], state?: LedgerState): Promise<readonly string[]> {
    if (paths.length === 0) return []
    const ofState = state === undefined ? raw('') : sql` and state = ${state}`
    const { rows } = await this.#run(
      sql`select path as iapath from ${this.#table} where path in (${join(paths)})${ofState}`,
    )
    return rows.map(row => String(row.iapath))
  }

  /** A deadlock whose error the application swallowed has ended its transaction: a claim would be for good, the mutex for nothing. */
  async #requireTransaction(): Promise<void> {
    const { transactionProbe } = this.#dialect
    if (!transactionProbe) return
    const { rows } = await this.#run(transactionProbe)
    if (Number(rows[0]?.iaopen) === 1) return
    throw new TransactionRequiredError('The transaction has ended, after a deadlock perhaps; run it again as a whole')
  }

  async #lines(where: SqlText): Promise<readonly LedgerLine[]> {
    const { rows } = await this.#run(sql`select ${lineColumns} from ${this.#table} where ${where}`)
    return rows.map(ledgerLine)
  }

  async #write(
    files: readonly Pick<LedgerLine, 'path' | 'store' | 'table' | 'legacy'>[],
    state: LedgerState,
    due: SqlText,
  ): Promise<void> {
    if (files.length === 0) return
    const values = files.map(
      ({ path, store, table, legacy }) => sql`${path}, ${store}, ${state}, ${table}, ${legacy}, ${due}, 0`,
    )
    await this.#run(this.#insert(this.#upsert(values, written)))
  }

  #upsert(rows: readonly SqlText[], columns: readonly string[], unless?: SqlText): LockableInsert {
    return {
      into: sql`into ${this.#table} (path, store, state, tbl, legacy, due, tries)`,
      values: sql`values (${join(rows, '), (')})`,
      rest: this.#dialect.onConflictUpdate(key, columns, unless),
    }
  }

  #insert({ into, values, rest }: LockableInsert): SqlText {
    return sql`insert ${into} ${values} ${rest}`
  }

  #delete(where: SqlText): Promise<SqlResult> {
    return this.#run(this.#dialect.deleteByKey(this.#table, where))
  }
}

const lineColumns = raw(
  'path as iapath, store as iastore, state as iastate, tbl as iatable, legacy as ialegacy, due as iadue, tries as iatries',
)

function ledgerLine(row: Readonly<Record<string, unknown>>): LedgerLine {
  return {
    path: String(row.iapath),
    store: String(row.iastore),
    state: row.iastate as LedgerState, // the statements ask for these states only
    table: String(row.iatable),
    legacy: typeof row.ialegacy === 'string' ? row.ialegacy : null,
    due: Number(row.iadue),
    tries: Number(row.iatries),
  }
}

/** A whole number as SQL. */
function integer(value: number): SqlText {
  return raw(String(Math.trunc(value)))
}
