import { SchemaError } from '../errors.js'
import { currentRows, type ImageRow, type NewImageRow } from '../image-row.js'
import { type ImageColumn, type ImageTable, keyColumns } from '../image-table.js'
import type { Key } from '../key.js'
import type { FilePlace, LedgerLine, LedgerState } from '../ledger.js'
import { groupBySet } from '../read-set.js'
import type { FenceLine, RepositorySession, RetiredFile, RowMove, RowPosition, SourceMove } from '../repository.js'
import { hasSide, type Side } from '../thumbnail-size.js'
import type { SqlConnection, SqlResult } from './sql-connection.js'
import type { SqlDialect } from './sql-dialect.js'
import { SqlLedger } from './sql-ledger.js'
import { moveRowsStatements, moveSourcesStatements } from './sql-moves.js'
import { columnsOfOwners, exactColumns, imageRows } from './sql-row.js'
import { SqlSchema } from './sql-schema.js'
import { id, join, raw, type SqlText, sql } from './sql-text.js'
import { column, namesFile, outer, tableId, whereKey, whereOwners, whereRow, whereSide } from './sql-where.js'

/** Owners in one statement; each engine takes more parameters than that. */
const maxOwners = 10_000

/** The statements of core in SQL, for any ORM that can run a statement. */
export class SqlSession implements RepositorySession {
  readonly schema: SqlSchema
  readonly #connection: SqlConnection
  readonly #dialect: SqlDialect
  readonly #ledger: SqlLedger

  constructor(connection: SqlConnection, dialect: SqlDialect, ledger: readonly string[]) {
    this.#connection = connection
    this.#dialect = dialect
    this.#ledger = new SqlLedger(text => this.#run(text), dialect, ledger)
    this.schema = new SqlSchema(text => this.#run(text), dialect, ledger)
  }

  async find(table: ImageTable, key: Key): Promise<readonly ImageRow[]> {
    const columns = exactColumns(table, this.#dialect)
    const { rows } = await this.#run(sql`select *, ${columns} from ${tableId(table)} where ${whereKey(table, key)}`)
    return imageRows(table, rows)
  }

  async findMany(table: ImageTable, owners: readonly Key[], side?: Side): Promise<readonly ImageRow[]> {
    // A table of SQLAlchemy-ImageAttach may lack the columns that tell what is current.
    if (side && !(await this.schema.isComplete(table))) {
      const sets = groupBySet(table, await this.findMany(table, owners))
      return sets.flatMap(currentRows).filter(row => hasSide(row, side))
    }
    const found: ImageRow[] = []
    for (let start = 0; start < owners.length; start += maxOwners) {
      const page = owners.slice(start, start + maxOwners)
      const columns = columnsOfOwners(table, page, this.#dialect)
      const where = whereOwners(table, page, this.#dialect)
      const { rows } = await this.#run(
        side
          ? sql`select ${columns} from ${tableId(table)} as ${outer} where ${where} and ${whereSide(table, side)}`
          : sql`select ${columns} from ${tableId(table)} where ${where}`,
      )
      for (const row of imageRows(table, rows)) found.push(row) // a spread would put them all on the stack
    }
    return found
  }

  async scan(table: ImageTable, after: RowPosition | undefined, limit: number): Promise<readonly ImageRow[]> {
    const { variant } = table.columns
    const isComplete = await this.schema.isComplete(table)
    const order = primaryKey(table).filter(part => isComplete || part.column !== variant)
    const columns = exactColumns(table, this.#dialect)
    const from = after ? behind(order.map(part => [id(part.column), part.valueOf(after)])) : sql`1 = 1`
    const by = join(order.map(part => id(part.column)))
    const { rows } = await this.#run(
      sql`select *, ${columns} from ${tableId(table)} where ${from} order by ${by} limit ${raw(String(Math.trunc(limit)))}`,
    )
    return imageRows(table, rows)
  }

  async countIn(table: ImageTable, stores?: readonly string[]): Promise<number> {
    const where = stores ? sql` where ${column(table, 'store')} in (${join(stores)})` : raw('')
    const { rows } = await this.#run(sql`select count(*) as iacount from ${tableId(table)}${where}`)
    return Number(rows[0]?.iacount)
  }

  async insert(table: ImageTable, row: NewImageRow): Promise<'inserted' | 'exists'> {
    const values = insertValues(table, row, this.#dialect)
    const columns = join([...values.keys()].map(column => id(column)))
    const insert = sql`insert into ${tableId(table)} (${columns}) values (${join([...values.values()])})`
    const { onConflictDoNothing } = this.#dialect
    try {
      if (onConflictDoNothing) {
        const { rows } = await this.#run(sql`${insert} ${onConflictDoNothing} returning 1 as inserted`)
        return rows.length > 0 ? 'inserted' : 'exists'
      }
      await this.#run(insert)
      return row.original && (await this.#hasOtherOriginal(table, row)) ? 'exists' : 'inserted'
    } catch (error) {
      if (this.#dialect.isDuplicate(error)) return 'exists'
      throw error
    }
  }

  /**
   * Where no index says that a set has one original, an old snapshot may hide another one. A locking read does not; it
   * comes after the insert, since two neighbours that had locked the same gap would wait for each other.
   */
  async #hasOtherOriginal(table: ImageTable, row: NewImageRow): Promise<boolean> {
    const { rows } = await this.#run(
      sql`select 1 from ${tableId(table)} where ${whereKey(table, row.key)} and ${column(table, 'original')} = true and ${column(table, 'path')} <> ${row.path} limit 1 lock in share mode`,
    )
    return rows.length > 0
  }

  async clear(table: ImageTable, key: Key): Promise<readonly ImageRow[]> {
    const where = whereKey(table, key)
    if (this.#dialect.looksBeforeDelete) {
      const { rows } = await this.#run(sql`select 1 from ${tableId(table)} where ${where} limit 1`)
      if (rows.length === 0) return []
    }
    const columns = exactColumns(table, this.#dialect)
    const { rows } = await this.#run(sql`delete from ${tableId(table)} where ${where} returning *, ${columns}`)
    return imageRows(table, rows)
  }

  async deleteRow(table: ImageTable, row: ImageRow): Promise<boolean> {
    const { rows } = await this.#run(
      sql`delete from ${tableId(table)} where ${whereRow(table, row)} and ${column(table, 'path')} = ${row.path} returning 1 as deleted`,
    )
    return rows.length > 0
  }

  async touchOriginal(table: ImageTable, row: ImageRow): Promise<boolean> {
    const source = column(table, 'source')
    const { affected } = await this.#run(
      sql`update ${tableId(table)} set ${source} = ${source} where ${whereRow(table, row)} and ${column(table, 'original')} = true and ${namesFile(table, row, this.#dialect)}`,
    )
    return affected > 0
  }

  async moveRows(table: ImageTable, moves: readonly RowMove[]): Promise<number> {
    let moved = 0
    for (const statement of moveRowsStatements(table, moves, this.#dialect))
      moved += (await this.#run(statement)).affected
    return moved
  }

  async moveSources(table: ImageTable, moves: readonly SourceMove[]): Promise<void> {
    for (const statement of moveSourcesStatements(table, moves, this.#dialect)) await this.#run(statement)
  }

  async findPaths(table: ImageTable, paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0) return new Set()
    const path = column(table, 'path')
    try {
      const { rows } = await this.#run(
        sql`select ${path} as iapath from ${tableId(table)} where ${path} in (${join(paths)})`,
      )
      return new Set(rows.map(row => String(row.iapath)))
    } catch (error) {
      // A table of SQLAlchemy-ImageAttach: none of its rows has a path.
      if (this.#dialect.isMissingColumn(error)) return new Set()
      throw error
    }
  }

  namespace(): Promise<string> {
    return this.#ledger.namespace()
  }

  hold(names: readonly string[], wait?: 'briefly'): Promise<void> {
    return this.#ledger.hold(names, wait)
  }

  stage(table: ImageTable, files: readonly FilePlace[], leaseSeconds: number): Promise<void> {
    return this.#ledger.stage(table, files, leaseSeconds)
  }

  claim(files: readonly FilePlace[]): Promise<number> {
    return this.#ledger.claim(files)
  }

  retire(table: ImageTable, files: readonly RetiredFile[]): Promise<void> {
    return this.#ledger.retire(table, files)
  }

  leaveBehind(table: ImageTable, files: readonly RetiredFile[]): Promise<void> {
    return this.#ledger.leaveBehind(table, files)
  }

  fence(line: FenceLine, evenRetired: boolean): Promise<void> {
    return this.#ledger.fence(line, evenRetired)
  }

  release(file: FilePlace): Promise<void> {
    return this.#ledger.release(file)
  }

  postpone(file: FilePlace, seconds: number, failed: boolean): Promise<void> {
    return this.#ledger.postpone(file, seconds, failed)
  }

  dueLines(limit: number): Promise<readonly LedgerLine[]> {
    return this.#ledger.dueLines(limit)
  }

  retiredLines(limit: number, after: string): Promise<readonly LedgerLine[]> {
    return this.#ledger.retiredLines(limit, after)
  }

  movedLines(stores: readonly string[], limit: number, after: string): Promise<readonly LedgerLine[]> {
    return this.#ledger.movedLines(stores, limit, after)
  }

  findLines(paths: readonly string[], state?: LedgerState): Promise<readonly string[]> {
    return this.#ledger.findLines(paths, state)
  }

  async #run(text: SqlText): Promise<SqlResult> {
    try {
      return await this.#connection.execute(text.compile(this.#dialect))
    } catch (error) {
      if (!this.#dialect.isMissingTable(error)) throw error
      const message = error instanceof Error ? error.message : 'a table does not exist'
      throw new SchemaError(`${message}: create the ledger and the image tables in a migration`, { cause: error })
    }
  }
}

/** The columns of the primary key in their order, and where a row has their values. */
function primaryKey(table: ImageTable): readonly { readonly column: string; valueOf(row: RowPosition): unknown }[] {
  return [
    ...keyColumns(table).map(({ name, column: sqlColumn }) => ({
      column: sqlColumn,
      valueOf: (row: RowPosition) => row.key[name],
    })),
    { column: table.columns.width, valueOf: row => row.width },
    { column: table.columns.height, valueOf: row => row.height },
    { column: table.columns.variant, valueOf: row => row.variant },
  ]
}

/** `(a, b) > (1, 2)`, written so that every engine uses the index: `a >= 1 and (a > 1 or (b > 2))`. */
function behind(parts: readonly (readonly [unknown, unknown])[]): SqlText {
  const [[column, value] = [], ...rest] = parts
  if (rest.length === 0) return sql`${column} > ${value}`
  return sql`${column} >= ${value} and (${column} > ${value} or (${behind(rest)}))`
}

/** The values of a new row by the SQL names of their columns; the application's own columns never overwrite ours. */
function insertValues(table: ImageTable, row: NewImageRow, dialect: SqlDialect): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>()
  for (const [name, value] of Object.entries(row.columns)) values.set(table.columnOf(name), value)
  for (const { name, column: sqlColumn } of keyColumns(table)) values.set(sqlColumn, row.key[name])
  for (const name of Object.keys(table.columns) as ImageColumn[]) values.set(table.columns[name], row[name])
  values.set(table.columns.original, raw(row.original ? 'true' : 'false'))
  values.set(table.columns.createdAt, dialect.timestampParameter(row.createdAt))
  return values
}
