import type { ImageRow } from '../image-row.js'
import { type ImageColumn, type ImageTable, keyColumns } from '../image-table.js'
import type { Key } from '../key.js'
import type { Side } from '../thumbnail-size.js'
import type { SqlDialect } from './sql-dialect.js'
import { id, join, type SqlText, sql } from './sql-text.js'

/** The table, with its schema. */
export function tableId(table: ImageTable): unknown {
  return table.schema === undefined ? id(table.sqlName) : id(table.schema, table.sqlName)
}

/** A column of ours by what the table calls it. */
export function column(table: ImageTable, name: ImageColumn): unknown {
  return id(table.columns[name])
}

/** The columns of the key that are given; at least the owner's. */
export function whereKey(table: ImageTable, key: Key): SqlText {
  const given = keyColumns(table).filter(({ name }) => key[name] !== undefined)
  return join(
    given.map(({ name, column: sqlColumn }) => sql`${id(sqlColumn)} = ${key[name]}`),
    ' and ',
  )
}

/** The rows of any of these owners. */
export function whereOwners(table: ImageTable, owners: readonly Key[], dialect: SqlDialect): SqlText {
  const [only, another] = table.owner
  if (only && !another) {
    const values = owners.map(owner => owner[only.name] ?? '') // `ownerKey` has checked that it is there
    return sql`${id(only.column)} in (${dialect.listOf?.(values) ?? join(values)})`
  }
  return join(
    owners.map(owner => sql`(${whereKey(table, owner)})`),
    ' or ',
  )
}

/** What {@link whereSide} calls the table of the rows that are looked for. */
export const outer: unknown = id('iaimage')

/** Images of one width or height that are current: originals, and thumbnails of the original of their set. */
export function whereSide(table: ImageTable, side: Side): SqlText {
  const [name, pixels] =
    side.width === undefined ? (['height', side.height] as const) : (['width', side.width] as const)
  const inner = id('iaoriginal')
  const isOfSet = join(
    keyColumns(table).map(key => sql`${inner}.${id(key.column)} = ${outer}.${id(key.column)}`),
    ' and ',
  )
  const isSource = sql`${inner}.${column(table, 'original')} and ${inner}.${column(table, 'path')} = ${outer}.${column(table, 'source')}`
  return sql`${column(table, name)} = ${pixels} and ${column(table, 'variant')} = '' and (${column(table, 'original')} = true or exists (select 1 from ${tableId(table)} as ${inner} where ${isOfSet} and ${isSource}))`
}

/** The row, by its primary key. */
export function whereRow(table: ImageTable, row: ImageRow): SqlText {
  return sql`${whereKey(table, row.key)} and ${column(table, 'width')} = ${row.width} and ${column(table, 'height')} = ${row.height} and ${column(table, 'variant')} = ${row.variant}`
}

/**
 * That a row still names the file that it did. An ancestor's row holds no path; what tells one from its successor of the
 * same size is when it was written.
 */
export function namesFile(table: ImageTable, row: ImageRow, dialect: SqlDialect): SqlText {
  const path = sql`${column(table, 'path')} = ${row.path}`
  if (row.path !== '') return path
  const createdAt = dialect.timestampAsText(sql`${column(table, 'createdAt')}`)
  return sql`${path} and ${createdAt} = ${row.createdAt}`
}
