import type { SqlResult } from './sql-connection.js'
import type { SqlDialect } from './sql-dialect.js'
import type { SqlText } from './sql-text.js'

/** What the database says of a table. */
export interface TableShape {
  /** In their order; none when there is no such table. */
  readonly columns: readonly ShapeColumn[]
  readonly primaryKey: ShapeIndex | undefined
  /** Without the primary key. */
  readonly indexes: readonly ShapeIndex[]
  /** The statements that made the table, its indexes and triggers; only for engines that must make it anew. */
  readonly definitions: readonly string[]
}

interface ShapeColumn {
  readonly name: string
  /** The decimals of a timestamp, where the engine counts them. */
  readonly precision: number | undefined
}

interface ShapeIndex {
  readonly name: string
  readonly unique: boolean
  readonly columns: readonly string[]
}

/** Asks the database what a table is like. Changes nothing, and fails no transaction when there is no such table. */
export async function readShape(
  run: (text: SqlText) => Promise<SqlResult>,
  { catalog }: SqlDialect,
  table: readonly string[],
): Promise<TableShape> {
  const { rows: columns } = await run(catalog.columns(table))
  const { rows: parts } = await run(catalog.indexes(table))
  const { rows: definitions } = catalog.definitions ? await run(catalog.definitions(table)) : { rows: [] }
  const indexes = [...new Set(parts.map(part => part.iaindex))].map(name => {
    const own = parts.filter(part => part.iaindex === name)
    return {
      name: String(name),
      primary: Number(own[0]?.iaprimary) === 1,
      unique: Number(own[0]?.iaunique) === 1,
      columns: own.map(part => String(part.iacolumn)),
    }
  })
  return {
    columns: columns.map(({ iacolumn, iaprecision }) => ({
      name: String(iacolumn),
      precision: iaprecision === null || iaprecision === undefined ? undefined : Number(iaprecision),
    })),
    primaryKey: indexes.find(({ primary }) => primary),
    indexes: indexes.filter(({ primary }) => !primary),
    definitions: definitions.map(({ iasql }) => String(iasql)),
  }
}
