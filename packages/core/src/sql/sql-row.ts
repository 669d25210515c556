import type { ImageRow } from '../image-row.js'
import { type ImageColumn, type ImageTable, type KeyColumn, keyColumns } from '../image-table.js'
import type { Key, KeyValue } from '../key.js'
import { timestamp } from '../row-of-record.js'
import type { SqlDialect } from './sql-dialect.js'
import { id, join, raw, type SqlText, sql } from './sql-text.js'

type SqlRecord = Readonly<Record<string, unknown>>

/**
 * The names of what we read beside the `*` that is for the application. Lower case without underscores: an ORM's
 * plugin that renames columns leaves them alone.
 */
const createdAtText = 'iacreatedat'
const keyText = (index: number): string => `iakey${index}`

/** What drivers would round or cut, as text: ids beyond 2^53 and microseconds. */
export function exactColumns(table: ImageTable, dialect: SqlDialect): SqlText {
  return join([createdAtAsText(table, dialect), ...keysAsText(table, dialect, keyColumns(table))])
}

/**
 * All columns of rows of these owners. Each costs time on a page of thousands, so that none is read twice without need:
 * no driver rounds the small integers that were asked for, and what is text in the database stays as it is.
 */
export function columnsOfOwners(table: ImageTable, owners: readonly Key[], dialect: SqlDialect): SqlText {
  const areSmall = owners.every(key => table.owner.every(({ name }) => Number.isSafeInteger(key[name])))
  const keys = keysAsText(table, dialect, areSmall ? table.discriminator : keyColumns(table))
  return join([raw('*'), ...(dialect.timestampsAreText ? [] : [createdAtAsText(table, dialect)]), ...keys])
}

function createdAtAsText(table: ImageTable, dialect: SqlDialect): SqlText {
  return sql`${dialect.timestampAsText(sql`${id(table.columns.createdAt)}`)} as ${id(createdAtText)}`
}

function keysAsText(table: ImageTable, dialect: SqlDialect, wanted: readonly KeyColumn[]): readonly SqlText[] {
  return keyColumns(table).flatMap((key, index) =>
    wanted.includes(key) ? [sql`${dialect.asText(sql`${id(key.column)}`)} as ${id(keyText(index))}`] : [],
  )
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
  readonly keys: readonly { readonly name: string; readonly inRecord: string; readonly text: string | undefined }[]
  readonly createdAt: string
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
      text: keyText(index) in record ? keyText(index) : undefined,
    }))
    this.createdAt = createdAtText in record ? createdAtText : this.columns.createdAt
    this.ours = new Set([createdAtText, ...this.keys.map(({ text }) => text ?? '')])
  }
}

/** Reads a value when it is asked for: of a page of thousands of rows most are never asked for most of theirs. */
class SqlImageRow implements ImageRow {
  readonly key: Key
  readonly #names: RecordNames
  readonly #columns: RecordNames['columns']
  readonly #record: SqlRecord
  #made: unknown

  constructor(names: RecordNames, record: SqlRecord) {
    this.key = exactKey(names, record)
    this.#names = names
    this.#columns = names.columns
    this.#record = record
  }

  get width(): number {
    return Number(this.#record[this.#columns.width])
  }

  get height(): number {
    return Number(this.#record[this.#columns.height])
  }

  get mimetype(): string {
    return String(this.#record[this.#columns.mimetype])
  }

  get original(): boolean {
    return Boolean(Number(this.#record[this.#columns.original]))
  }

  get createdAt(): string {
    return timestamp(this.#record[this.#names.createdAt] ?? '')
  }

  // SQLAlchemy-ImageAttach knew none of the following.
  get path(): string {
    return String(this.#record[this.#columns.path] ?? '')
  }

  get source(): string {
    return String(this.#record[this.#columns.source] ?? '')
  }

  get store(): string {
    return String(this.#record[this.#columns.store] ?? '')
  }

  get variant(): string {
    return String(this.#record[this.#columns.variant] ?? '')
  }

  get byteSize(): number | null {
    const byteSize = this.#record[this.#columns.byteSize] ?? null
    return byteSize === null ? null : Number(byteSize)
  }

  get checksum(): string | null {
    return nullableText(this.#record[this.#columns.checksum])
  }

  get placeholder(): string | null {
    return nullableText(this.#record[this.#columns.placeholder])
  }

  get filename(): string | null {
    return nullableText(this.#record[this.#columns.filename])
  }

  get metadata(): string | null {
    return nullableText(this.#record[this.#columns.metadata])
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
    const value = record[inRecord]
    const isInteger = typeof value === 'number' || typeof value === 'bigint'
    if (text === undefined)
      key[name] = isInteger ? Number(value) : String(value).trimEnd() // as SQL casts char(n)
    else key[name] = isInteger ? exactInteger(String(record[text])) : String(record[text])
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
