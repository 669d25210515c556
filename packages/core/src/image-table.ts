import { OwnerKeyError } from './errors.js'
import type { Key, KeyValue } from './key.js'

/** The columns that every image table has, by the names that core uses for them. */
export type ImageColumn =
  | 'width'
  | 'height'
  | 'mimetype'
  | 'original'
  | 'createdAt'
  | 'path'
  | 'source'
  | 'store'
  | 'variant'
  | 'byteSize'
  | 'checksum'
  | 'placeholder'
  | 'filename'
  | 'metadata'

/** The names of the columns in SQL where nothing else is said. */
export const imageColumnNames: Readonly<Record<ImageColumn, string>> = {
  width: 'width',
  height: 'height',
  mimetype: 'mimetype',
  original: 'original',
  createdAt: 'created_at',
  path: 'path',
  source: 'source',
  store: 'store',
  variant: 'variant',
  byteSize: 'byte_size',
  checksum: 'checksum',
  placeholder: 'placeholder',
  filename: 'filename',
  metadata: 'metadata',
}

/** The names in SQL of all image columns, asked for one by one, for ORMs whose entities call them as core does. */
export function imageColumnsBy(columnOf: (name: ImageColumn) => string): Readonly<Record<ImageColumn, string>> {
  const names = Object.keys(imageColumnNames) as ImageColumn[] // it has no others
  return Object.fromEntries(names.map(name => [name, columnOf(name)])) as Record<ImageColumn, string> // all of them
}

/** An owner or discriminator column. */
export interface KeyColumn {
  /** As the application writes it. */
  readonly name: string
  /** As SQL writes it. */
  readonly column: string
}

/** A table of images, as an adapter describes it to core. */
export interface ImageTable {
  /** As the application writes it; it stands in messages. */
  readonly name: string
  /** As SQL writes it; it stands in the ledger. */
  readonly sqlName: string
  /** Default: the connection's own. */
  readonly schema?: string
  readonly owner: readonly KeyColumn[]
  /** Tells the sets of one owner apart; empty for a single set. */
  readonly discriminator: readonly KeyColumn[]
  readonly columns: Readonly<Record<ImageColumn, string>>
  /** The name in SQL of a column that the application added. */
  columnOf(name: string): string
  /** The owner's kind in paths. */
  readonly objectType: string
  /** The owner's id as a decimal string, or `undefined` where the key has no such number. */
  objectId(key: Key): string | undefined
  /** True when `objectId` needs the discriminators as well as the owner. Default false. */
  readonly objectIdNeedsWholeKey?: boolean
  /** What the application knows a row as. Default: the row as the driver gives it. */
  toRecord?(row: Readonly<Record<string, unknown>>): unknown
}

/** All key columns, owner first. */
export function keyColumns(table: ImageTable): readonly KeyColumn[] {
  return [...table.owner, ...table.discriminator]
}

/** The object type of a table that sets none: its name with `_` → `-`. */
export function defaultObjectType(sqlName: string): string {
  return sqlName.replaceAll('_', '-')
}

/**
 * The object id of a table that sets none: its one integer or UUID owner column. A composite owner key has none.
 * A UUID counts as its 128-bit integer, as in SQLAlchemy-ImageAttach.
 */
export function defaultObjectId(owner: readonly KeyColumn[], key: Key): string | undefined {
  const column = owner[0]
  return column === undefined || owner.length > 1 ? undefined : integerId(key[column.name])
}

const uuidPattern = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

function integerId(value: KeyValue | undefined): string | undefined {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value.toString() : undefined
  if (value === undefined) return undefined
  if (/^-?(?:0|[1-9]\d*)$/.test(value) && value !== '-0') return value
  return uuidPattern.test(value) ? BigInt(`0x${value.replaceAll('-', '')}`).toString() : undefined
}

/**
 * Takes the named columns out of what a caller gave, and refuses anything else.
 *
 * @throws {@link OwnerKeyError} when a column is missing, unknown, or no usable id
 */
export function checkKey(table: ImageTable, columns: readonly KeyColumn[], given: Key, what: string): Key {
  const names = columns.map(column => column.name)
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    throw new OwnerKeyError(
      `${table.name}: "${unknown}" is no ${what} column; the ${what} columns are ${names.join(', ')}`,
    )
  }
  const key: Record<string, KeyValue> = {}
  for (const name of names) key[name] = checkKeyValue(table, name, given[name])
  return key
}

/** Throws {@link OwnerKeyError} for what no key column can hold. */
export function checkKeyValue(table: ImageTable, name: string, value: unknown): KeyValue {
  if (typeof value === 'string' || typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  if (typeof value === 'number') {
    throw new OwnerKeyError(`${table.name}: ${name} is ${value}, which is no exact integer; pass a bigint or a string`)
  }
  throw new OwnerKeyError(
    `${table.name}: ${name} is ${value === null ? 'null' : typeof value}; an image needs the key of a saved owner`,
  )
}
