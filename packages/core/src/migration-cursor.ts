import type { ImageTable } from './image-table.js'
import type { Key, KeyValue } from './key.js'
import type { RowPosition } from './repository.js'

/** A table, and a row in it behind which to go on. */
export interface RowCursor {
  readonly table: string
  readonly position: RowPosition
}

/** A place in the order of the tables and of their rows, as a text that can be kept anywhere. */
export function writeCursor(table: ImageTable, { key, width, height, variant }: RowPosition): string {
  const values = Object.entries(key).map(([name, value]) => [name, typeof value, String(value)])
  return JSON.stringify([table.sqlName, values, width, height, variant])
}

/**
 * The place that a text of {@link writeCursor} tells.
 *
 * @throws RangeError when it is no such text
 */
export function readCursor(cursor: string): RowCursor {
  const [table, values, width, height, variant] = parse(cursor)
  const isCursor =
    typeof table === 'string' &&
    Array.isArray(values) &&
    Number.isSafeInteger(width) &&
    Number.isSafeInteger(height) &&
    typeof variant === 'string'
  if (!isCursor) throw noCursor(cursor)
  const key: Key = Object.fromEntries(values.map(value => keyValue(cursor, value)))
  return { table, position: { key, width: Number(width), height: Number(height), variant } }
}

/** Each table once, from the one on where the cursor is. Throws `RangeError` when it is none of them. */
export function tablesFrom(tables: readonly ImageTable[], start: RowCursor | undefined): readonly ImageTable[] {
  const once = [...new Map(tables.map(table => [`${table.schema ?? ''}.${table.sqlName}`, table])).values()]
  if (!start) return once
  const index = once.findIndex(table => table.sqlName === start.table)
  if (index >= 0) return once.slice(index)
  throw new RangeError(`\`after\` names table "${start.table}", for which there is no attachment here`)
}

function keyValue(cursor: string, value: unknown): readonly [string, KeyValue] {
  const [name, type, text] = Array.isArray(value) ? value : []
  if (typeof name !== 'string' || typeof text !== 'string') throw noCursor(cursor)
  if (type === 'string') return [name, text]
  if (!/^-?\d+$/.test(text)) throw noCursor(cursor)
  return [name, type === 'bigint' ? BigInt(text) : Number(text)]
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(cursor)
    if (Array.isArray(parsed)) return parsed
  } catch {
    // No JSON, so no cursor.
  }
  throw noCursor(cursor)
}

function noCursor(cursor: string): RangeError {
  return new RangeError(`${JSON.stringify(cursor)} is no cursor; take \`after\` from a progress event`)
}
