import type { ImageRow } from '../image-row.js'
import { type ImageColumn, type ImageTable, keyColumns } from '../image-table.js'
import type { Key, KeyValue } from '../key.js'
import type { SqlDialect } from './sql-dialect.js'
import { id, join, type SqlText, sql } from './sql-text.js'

/**
 * Our own names for what we read, beside the `*` that is for the application. Lower case without underscores: an
 * ORM's plugin that renames columns leaves them alone.
 */
function alias(name: string): string {
  return `ia${name.toLowerCase()}`
}

const textColumns = ['path', 'source', 'store', 'variant', 'mimetype', 'checksum', 'placeholder', 'filename'] as const
const plainColumns = ['width', 'height', 'original', 'byteSize', 'metadata'] as const

/** The columns that core reads, so that nothing is rounded or cut. */
export function exactColumns(table: ImageTable, dialect: SqlDialect): SqlText {
  const columns = [...textColumns, ...plainColumns].map(name => sql`${id(table.columns[name])} as ${id(alias(name))}`)
  const createdAt = sql`${dialect.timestampAsText(sql`${id(table.columns.createdAt)}`)} as ${id(alias('createdAt'))}`
  const keys = keyColumns(table).flatMap(({ column }, index) => [
    sql`${id(column)} as ${id(alias(`value${index}`))}`,
    sql`${dialect.asText(sql`${id(column)}`)} as ${id(alias(`text${index}`))}`,
  ])
  return join([...columns, createdAt, ...keys])
}

/** The row that a statement with {@link exactColumns} gave; what is left of it is the application's record. */
export function imageRow(table: ImageTable, result: Readonly<Record<string, unknown>>): ImageRow {
  const text = (name: ImageColumn): string => String(result[alias(name)] ?? '')
  const nullable = (name: ImageColumn): string | null => {
    const value = result[alias(name)]
    return value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
  }
  const byteSize = result[alias('byteSize')]
  return {
    key: exactKey(table, result),
    width: Number(result[alias('width')]),
    height: Number(result[alias('height')]),
    mimetype: text('mimetype'),
    original: Boolean(Number(result[alias('original')])),
    createdAt: text('createdAt'),
    path: text('path'),
    source: text('source'),
    store: text('store'),
    variant: text('variant'),
    byteSize: byteSize === null || byteSize === undefined ? null : Number(byteSize),
    checksum: nullable('checksum'),
    placeholder: nullable('placeholder'),
    filename: nullable('filename'),
    metadata: nullable('metadata'),
    record: record(table, result),
  }
}

/** Integers from their text, since drivers round beyond 2^53; everything else as text. */
function exactKey(table: ImageTable, result: Readonly<Record<string, unknown>>): Key {
  const key: Record<string, KeyValue> = {}
  for (const [index, { name }] of keyColumns(table).entries()) {
    const text = String(result[alias(`text${index}`)])
    const value = result[alias(`value${index}`)]
    key[name] = typeof value === 'number' || typeof value === 'bigint' ? exactInteger(text) : text
  }
  return key
}

function exactInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

function record(table: ImageTable, result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const ours = new Set<string>(
    [...Object.keys(table.columns), ...keyColumns(table).flatMap((_, index) => [`value${index}`, `text${index}`])].map(
      alias,
    ),
  )
  return Object.fromEntries(Object.entries(result).filter(([name]) => !ours.has(name)))
}
