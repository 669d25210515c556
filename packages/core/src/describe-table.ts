import type { ObjectId } from './attachment-options.js'
import { OwnerKeyError } from './errors.js'
import {
  checkKeyValue,
  defaultObjectId,
  defaultObjectType,
  type ImageColumn,
  type ImageTable,
  imageColumnNames,
  type KeyColumn,
} from './image-table.js'
import type { Key, KeyValue } from './key.js'

/** What an adapter knows of a table of images. */
export interface TableDescription {
  /** As the application writes it. */
  readonly name: string
  /** As SQL writes it. */
  readonly sqlName: string
  readonly schema?: string | undefined
  /** By the names of properties that hold the plain values in the rows of the ORM, for `fromRows`. */
  readonly owner: readonly KeyColumn[]
  /** By the same names. */
  readonly discriminator: readonly KeyColumn[]
  /** Default {@link imageColumnNames}; {@link imageColumnsBy} asks an ORM. */
  readonly columns?: Readonly<Record<ImageColumn, string>>
  /** The name in SQL of a column that the application added. */
  columnOf(name: string): string
  /** Default: the SQL name with `_` → `-`. */
  readonly objectType?: string | undefined
  /** Default: the owner's one integer or UUID column. */
  readonly objectId?: ObjectId<never> | undefined
  /** Makes the ORM's own object of a row. Default: the row as the driver gives it. */
  toRecord?(row: Readonly<Record<string, unknown>>): unknown
}

/**
 * A table of images as core wants it, with its defaults.
 *
 * @throws {@link OwnerKeyError} for a composite owner without `objectId`, and for key columns that cannot be
 */
export function describeTable(description: TableDescription): ImageTable {
  const { name, sqlName, schema, owner, discriminator, columnOf, objectType } = description
  const objectId = description.objectId as ObjectId<Key> | undefined // it is called with whole keys only
  checkKeyColumns(description)
  if (owner.length > 1 && !objectId) throw new OwnerKeyError(`${name}: a composite owner key ${objectIdRemedy}`)
  return {
    name,
    sqlName,
    ...(schema === undefined ? {} : { schema }),
    owner,
    discriminator,
    columns: description.columns ?? imageColumnNames,
    columnOf,
    objectType: objectType ?? defaultObjectType(sqlName),
    // A function of the application may use every column: SQLAlchemy-ImageAttach gave it the whole row.
    objectIdNeedsWholeKey: objectId !== undefined && discriminator.length > 0,
    objectId: key => (objectId ? integerText(name, objectId(key)) : defaultObjectId(owner, key)),
    ...(description.toRecord ? { toRecord: row => description.toRecord?.(row) } : {}),
  }
}

function checkKeyColumns({ name, owner, discriminator, columns = imageColumnNames }: TableDescription): void {
  const taken = new Set(Object.values(columns))
  for (const key of [...owner, ...discriminator]) {
    if (taken.has(key.column)) {
      throw new OwnerKeyError(
        `${name}: "${key.name}" cannot tell sets apart: it is an image column, or named twice in owner and discriminator`,
      )
    }
    taken.add(key.column)
  }
}

/**
 * The key of an owner from an object that holds its owner columns, and may hold more.
 *
 * @throws {@link OwnerKeyError} when a column is missing or null, or the key has no object id
 */
export function ownerKeyOf(table: ImageTable, holder: object): Key {
  const values = holder as Readonly<Record<string, unknown>> // any object; what it holds is checked
  const key: Record<string, KeyValue> = {}
  for (const { name } of table.owner) key[name] = checkKeyValue(table, name, values[name])
  if (table.objectIdNeedsWholeKey || table.objectId(key) !== undefined) return key
  const [column] = table.owner
  throw new OwnerKeyError(
    `${table.name}: ${column?.name} is neither an integer nor a UUID; such a key ${objectIdRemedy}`,
  )
}

function integerText(name: string, id: bigint | number | string): string {
  const text = id.toString()
  if (/^-?\d+$/.test(text)) return text
  throw new OwnerKeyError(`${name}: objectId gave ${JSON.stringify(text)}; it must give an integer`)
}

const objectIdRemedy =
  'has no id of its own: pass `objectId: key => …` to images.attachment(...), an integer that is different for every owner'
