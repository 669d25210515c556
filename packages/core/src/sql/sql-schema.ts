import { SchemaError } from '../errors.js'
import type { ImageRow } from '../image-row.js'
import { type ImageColumn, type ImageTable, keyColumns } from '../image-table.js'
import type { SchemaSession } from '../schema-session.js'
import { ledgerStatements } from './schema.js'
import type { SqlResult } from './sql-connection.js'
import type { SqlDialect } from './sql-dialect.js'
import { exactColumns, imageRows } from './sql-row.js'
import { id, join, raw, type SqlText, sql } from './sql-text.js'
import { missingColumns, tableChanges } from './table-changes.js'
import { readShape, type TableShape } from './table-shape.js'

/** Tables that were seen with all their columns, so that they are not looked at again. */
const complete = new WeakSet<ImageTable>()

/** What a database has of the tables, and the statements that change it. */
export class SqlSchema implements SchemaSession {
  readonly #run: (text: SqlText) => Promise<SqlResult>
  readonly #dialect: SqlDialect
  readonly #ledger: readonly string[]

  constructor(run: (text: SqlText) => Promise<SqlResult>, dialect: SqlDialect, ledger: readonly string[]) {
    this.#run = run
    this.#dialect = dialect
    this.#ledger = ledger
  }

  get ledger(): string {
    return this.#ledger.at(-1) ?? ''
  }

  async ledgerChanges(): Promise<readonly string[]> {
    const statements = ledgerStatements(this.#dialect, this.#ledger)
    const { columns } = await this.#shape(this.#ledger)
    if (columns.length === 0) return statements
    const { rows } = await this.#run(sql`select 1 from ${id(...this.#ledger)} where state = 'ns' limit 1`)
    return rows.length > 0 ? [] : statements.slice(-1)
  }

  async tableChanges(table: ImageTable): Promise<readonly string[]> {
    return tableChanges(this.#dialect, table, await this.#shape(partsOf(table)))
  }

  async findRivals(table: ImageTable): Promise<readonly ImageRow[]> {
    const key = join(keyColumns(table).map(({ column }) => id(column)))
    const isOriginal = sql`${id(table.columns.original)} = true`
    const from = id(...partsOf(table))
    const { rows } = await this.#run(
      sql`select *, ${exactColumns(table, this.#dialect)} from ${from} where ${isOriginal} and (${key}) in (select ${key} from ${from} where ${isOriginal} group by ${key} having count(*) > 1)`,
    )
    return imageRows(table, rows)
  }

  async deleteOriginal(table: ImageTable, row: ImageRow): Promise<readonly ImageRow[]> {
    const { width, height, original } = table.columns
    const ofSet = join(
      keyColumns(table).map(({ name, column }) => sql`${id(column)} = ${row.key[name]}`),
      ' and ',
    )
    const { rows } = await this.#run(
      sql`delete from ${id(...partsOf(table))} where ${ofSet} and ${id(width)} = ${row.width} and ${id(height)} = ${row.height} and ${id(original)} = true returning *, ${exactColumns(table, this.#dialect)}`,
    )
    return imageRows(table, rows)
  }

  async change(statement: string): Promise<void> {
    await this.#run(raw(statement))
  }

  /** Whether the table has all columns that are written. */
  async isComplete(table: ImageTable): Promise<boolean> {
    return (await this.#missing(table)).length === 0
  }

  async requireColumns(table: ImageTable): Promise<void> {
    const missing = await this.#missing(table)
    // A table that the catalog does not show at all: the statement that writes will tell.
    if (missing.length === 0 || missing.includes('width')) return
    const changes = [...(await this.ledgerChanges()), ...(await this.tableChanges(table))]
    throw new SchemaError(
      `${table.sqlName} can be read, not written: it lacks ${missing.map(name => table.columns[name]).join(', ')}. ` +
        `Run "imageattach upgrade --apply", or in a migration:\n\n${changes.map(statement => `${statement};`).join('\n')}`,
    )
  }

  async #missing(table: ImageTable): Promise<readonly ImageColumn[]> {
    if (complete.has(table)) return []
    const shape = await this.#shape(partsOf(table))
    const missing = missingColumns(table, shape)
    if (missing.length === 0) complete.add(table)
    return missing
  }

  #shape(table: readonly string[]): Promise<TableShape> {
    return readShape(this.#run, this.#dialect, table)
  }
}

function partsOf(table: ImageTable): readonly string[] {
  return table.schema === undefined ? [table.sqlName] : [table.schema, table.sqlName]
}
