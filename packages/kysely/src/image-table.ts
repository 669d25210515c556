import {
  checkKey,
  defaultObjectId,
  defaultObjectType,
  type ImageTable,
  imageColumnNames,
  type Key,
  type KeyColumn,
  OwnerKeyError,
  type Store,
} from '@imageattach/core'
import type { Kysely } from 'kysely'
import { sqlNames } from './sql-names.js'

/** The options of an attachment with their types worn off. */
interface UntypedOptions {
  readonly owner: readonly string[]
  readonly discriminator?: readonly string[]
  readonly objectType?: string
  readonly objectId?: (key: never) => bigint | number | string
  readonly store?: Store
}

/** An attachment as core wants it described. */
export function imageTable<DB>(db: Kysely<DB>, name: string, options: UntypedOptions) {
  const names = sqlNames(db, name)
  const column = (column: string): KeyColumn => ({ name: column, column: names.columnOf(column) })
  const owner = options.owner.map(column)
  const objectId = options.objectId as ((key: Key) => bigint | number | string) | undefined // called with whole keys only
  if (owner.length > 1 && !objectId) throw new OwnerKeyError(`${name}: a composite owner key ${objectIdRemedy}`)

  const table: ImageTable = {
    name,
    sqlName: names.table,
    ...(names.schema === undefined ? {} : { schema: names.schema }),
    owner,
    discriminator: (options.discriminator ?? []).map(column),
    columns: imageColumnNames,
    columnOf: names.columnOf,
    objectType: options.objectType ?? defaultObjectType(names.table),
    objectId: key => (objectId ? objectId(key).toString() : defaultObjectId(owner, key)),
  }
  const ownerKey = (given: object): Key => {
    const values = Object.fromEntries(owner.map(({ name: ownerName }) => [ownerName, (given as Key)[ownerName]]))
    const key = checkKey(table, owner, values as Key, 'owner') // checked here
    if (objectId || defaultObjectId(owner, key) !== undefined) return key
    throw new OwnerKeyError(`${name}: ${owner[0]?.name} is neither an integer nor a UUID; such a key ${objectIdRemedy}`)
  }
  return { table, ownerKey, ...(options.store ? { store: options.store } : {}) }
}

const objectIdRemedy =
  'has no id of its own: pass `objectId: key => …` to images.attachment(...), an integer that is different for every owner'
