import type { ImageRow } from '../image-row.js'
import { type ImageColumn, type ImageTable, keyColumns } from '../image-table.js'
import type { Key, KeyValue } from '../key.js'
import type { SqlDialect } from './sql-dialect.js'
import { id, join, type SqlText, sql } from './sql-text.js'

type SqlRecord = Readonly<Record<string, unknown>>

/**
 * The names of what we read beside the `*` that is for the application. Lower case without underscores: an ORM's
 * plugin that renames columns leaves them alone.
 */
const createdAtText = 'iacreatedat'
const keyText = (index: number): string => `iakey${index}`

/** What drivers would round or cut, as text: ids beyond 2^53 and microseconds. */
export function exactColumns(table: ImageTable, dialect: SqlDialect): SqlText {
  const createdAt = sql`${dialect.timestampAsText(sql`${id(table.columns.createdAt)}`)} as ${id(createdAtText)}`
  const keys = keyColumns(table).map(
    ({ column }, index) => sql`${dialect.asText(sql`${id(column)}`)} as ${id(keyText(index))}`,
  )
  return join([createdAt, ...keys])
}

/** The rows that a statement with `*` and {@link exactColumns} gave. */
export function imageRows(table: ImageTable, records: readonly SqlRecord[]): readonly ImageRow[] {
  const [first] = records
  if (!first) return []
  const names = new RecordNames(table, first)
  return records.map(record => new SqlImageRow(names, record))
}

/** What the columns are called in the records of one statement: as in SQL, or as the ORM's plugin renames them. */
class RecordNames {
  readonly columns: Readonly<Record<ImageColumn, string>>
  readonly keys: readonly { readonly name: string; readonly inRecord: string; readonly text: string }[]
  readonly ours: ReadonlySet<string>
  readonly toRecord: ImageTable['toRecord']

  constructor(table: ImageTable, record: SqlRecord) {
    this.toRecord = table.toRecord
    const inRecord = (column: string): string => (column in record ? column : camelCase(column))
    this.columns = Object.fromEntries(
      Object.entries(table.columns).map(([name, column]) => [name, inRecord(column)]),
    ) as Record<ImageColumn, string> // the same names as in table.columns
    this.keys = keyColumns(table).map(({ name, column }, index) => ({
      name,
      inRecord: inRecord(column),
      text: keyText(index),
    }))
    this.ours = new Set([createdAtText, ...this.keys.map(({ text }) => text)])
  }
}

class SqlImageRow implements ImageRow {
  readonly key: Key
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly original: boolean
  readonly createdAt: string
  readonly path: string
  readonly source: string
  readonly store: string
  readonly variant: string
  readonly byteSize: number | null
  readonly checksum: string | null
  readonly placeholder: string | null
  readonly filename: string | null
  readonly metadata: string | null
  readonly #names: RecordNames
  readonly #record: SqlRecord
  #made: unknown

  constructor(names: RecordNames, record: SqlRecord) {
    const { columns } = names
    this.key = exactKey(names, record)
    this.width = Number(record[columns.width])
    this.height = Number(record[columns.height])
    this.mimetype = String(record[columns.mimetype])
    this.original = Boolean(Number(record[columns.original]))
    this.createdAt = String(record[createdAtText] ?? '')
    // SQLAlchemy-ImageAttach knew none of the following.
    this.path = String(record[columns.path] ?? '')
    this.source = String(record[columns.source] ?? '')
    this.store = String(record[columns.store] ?? '')
    this.variant = String(record[columns.variant] ?? '')
    const byteSize = record[columns.byteSize]
    this.byteSize = byteSize === null || byteSize === undefined ? null : Number(byteSize)
    this.checksum = nullableText(record[columns.checksum])
    this.placeholder = nullableText(record[columns.placeholder])
    this.filename = nullableText(record[columns.filename])
    this.metadata = nullableText(record[columns.metadata])
    this.#names = names
    this.#record = record
  }

  /** What is left for the application when our own columns are taken out, as it knows rows; few ask for it. */
  get record(): unknown {
    this.#made ??= this.#makeRecord()
    return this.#made
  }

  #makeRecord(): unknown {
    const { ours, toRecord } = this.#names
    const record = Object.fromEntries(Object.entries(this.#record).filter(([name]) => !ours.has(name)))
    return toRecord ? toRecord(record) : record
  }
}

/** A driver may have parsed JSON already. */
function nullableText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Integers from their text, since drivers round beyond 2^53; everything else as text. */
function exactKey({ keys }: RecordNames, record: SqlRecord): Key {
  const key: Record<string, KeyValue> = {}
  for (const { name, inRecord, text } of keys) {
    const exact = String(record[text])
    const value = record[inRecord]
    key[name] = typeof value === 'number' || typeof value === 'bigint' ? exactInteger(exact) : exact
  }
  return key
}

function exactInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

function camelCase(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
