import { SchemaError } from './errors.js'
import type { ImageRow } from './image-row.js'
import { checkKey, type ImageColumn, type ImageTable, keyColumns } from './image-table.js'
import type { Key } from './key.js'

/**
 * The rows that records stand for: whole rows of the image table that the application fetched itself.
 *
 * @throws {@link SchemaError} when a record lacks an image column
 */
export function rowsOfRecords<TRecord extends object>(
  table: ImageTable,
  records: readonly TRecord[],
): readonly ImageRow<TRecord>[] {
  const columns = new Map<string, string>()
  const columnOf = (name: string): string => {
    const column = columns.get(name) ?? table.columnOf(name)
    columns.set(name, column)
    return column
  }
  return records.map(record => rowOfRecord(table, record, columnOf))
}

function rowOfRecord<TRecord extends object>(
  table: ImageTable,
  record: TRecord,
  columnOf: (name: string) => string,
): ImageRow<TRecord> {
  const values = new Map(Object.entries(record).map(([name, value]): [string, unknown] => [columnOf(name), value]))
  const value = (name: ImageColumn): unknown => {
    const column = table.columns[name]
    if (values.has(column)) return values.get(column)
    throw new SchemaError(`${table.name}: a row lacks "${column}"; fromRows needs rows with all their columns`)
  }
  const text = (name: ImageColumn): string => String(value(name))
  const nullable = (name: ImageColumn): string | null => {
    const given = value(name) ?? null
    return given === null || typeof given === 'string' ? given : JSON.stringify(given) // a driver may parse JSON
  }
  const key = keyColumns(table).map(({ name, column }) => [name, values.get(column)])
  const byteSize = value('byteSize') ?? null
  return {
    key: checkKey(table, keyColumns(table), Object.fromEntries(key) as Key, 'key'), // checked here
    width: Number(value('width')),
    height: Number(value('height')),
    mimetype: text('mimetype'),
    original: Boolean(Number(value('original'))),
    createdAt: timestamp(value('createdAt')),
    path: text('path'),
    source: text('source'),
    store: text('store'),
    variant: text('variant'),
    byteSize: byteSize === null ? null : Number(byteSize),
    checksum: nullable('checksum'),
    placeholder: nullable('placeholder'),
    filename: nullable('filename'),
    metadata: nullable('metadata'),
    record,
  }
}

/** As rows hold it. A driver's `Date` has milliseconds, which is all that the rows of ImageAttach need. */
export function timestamp(value: unknown): string {
  return value instanceof Date ? `${value.toISOString().replace('T', ' ').slice(0, -1)}000` : String(value)
}
