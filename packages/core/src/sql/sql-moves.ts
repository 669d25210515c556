import type { ImageTable } from '../image-table.js'
import type { RowMove, SourceMove } from '../repository.js'
import type { SqlDialect } from './sql-dialect.js'
import { join, type SqlText, sql } from './sql-text.js'
import { column, namesFile, tableId, whereKey, whereRow } from './sql-where.js'

/** Makes rows name other files: one statement for all rows of which everything is known, one for each of the others. */
export function moveRowsStatements(
  table: ImageTable,
  moves: readonly RowMove[],
  dialect: SqlDialect,
): readonly SqlText[] {
  const isKnown = ({ row }: RowMove): boolean => row.path !== '' && row.byteSize !== null && row.checksum !== null
  const known = moves.filter(isKnown)
  const others = moves.filter(move => !isKnown(move)).map(move => moveRow(table, move, dialect))
  return known.length > 0 ? [moveKnownRows(table, known, dialect), ...others] : others
}

/** Makes thumbnails name other sources. Sources without a path are told apart by their set alone. */
export function moveSourcesStatements(
  table: ImageTable,
  moves: readonly SourceMove[],
  dialect: SqlDialect,
): readonly SqlText[] {
  const known = moves.filter(({ from }) => from !== '')
  const groups = [...(known.length > 0 ? [known] : []), ...moves.filter(({ from }) => from === '').map(move => [move])]
  const source = column(table, 'source')
  return groups.map(group => {
    const set = sql`${source} = ${choice(source, group)}`
    const where = anyOf(group.map(({ key, from }) => sql`${whereKey(table, key)} and ${source} = ${from}`))
    return dialect.updateByKey(tableId(table), set, sql`${column(table, 'original')} = false and (${where})`)
  })
}

function moveKnownRows(table: ImageTable, moves: readonly RowMove[], dialect: SqlDialect): SqlText {
  const [path, store] = [column(table, 'path'), column(table, 'store')]
  // MariaDB assigns from left to right, and reads what it has assigned: the path comes last.
  const set = sql`${store} = ${choice(path, moves.map(storeMove))}, ${path} = ${choice(path, moves.map(pathMove))}`
  const where = moves.map(
    ({ row }) => sql`${whereRow(table, row)} and ${store} = ${row.store} and ${path} = ${row.path}`,
  )
  return dialect.updateByKey(tableId(table), set, anyOf(where))
}

/** Fills in length and checksum where they were not known. */
function moveRow(table: ImageTable, { row, to }: RowMove, dialect: SqlDialect): SqlText {
  const [path, store] = [column(table, 'path'), column(table, 'store')]
  const [byteSize, checksum] = [column(table, 'byteSize'), column(table, 'checksum')]
  return sql`update ${tableId(table)} set ${path} = ${to.path}, ${store} = ${to.store}, ${byteSize} = coalesce(${byteSize}, ${to.byteSize}), ${checksum} = coalesce(${checksum}, ${to.checksum}) where ${whereRow(table, row)} and ${store} = ${row.store} and ${namesFile(table, row, dialect)}`
}

interface Replacement {
  readonly from: string
  readonly to: string
}

function pathMove({ row, to }: RowMove): Replacement {
  return { from: row.path, to: to.path }
}

function storeMove({ row, to }: RowMove): Replacement {
  return { from: row.path, to: to.store }
}

/** What takes the place of each of these values. */
function choice(value: unknown, replacements: readonly Replacement[]): SqlText {
  const cases = replacements.map(({ from, to }) => sql`when ${from} then ${to}`)
  return sql`case ${value} ${join(cases, ' ')} end`
}

function anyOf(conditions: readonly SqlText[]): SqlText {
  return sql`(${join(conditions, ') or (')})`
}
