import { describeTable, type ImageTable, type Key, type KeyColumn } from '@imageattach/core'
import type { Kysely } from 'kysely'
import { sqlNames } from './sql-names.js'

/** The options of an attachment with their types worn off. */
interface UntypedOptions {
  readonly owner: readonly string[]
  readonly discriminator?: readonly string[]
  readonly objectType?: string
  readonly objectId?: (key: never) => bigint | number | string
}

/** A table of images as core wants it described, by the names that Kysely writes. */
export function imageTable<DB>(db: Kysely<DB>, name: string, options: UntypedOptions): ImageTable {
  const { table, schema, columnOf } = sqlNames(db, name)
  const keyColumn = (column: string): KeyColumn => ({ name: column, column: columnOf(column) })
  return describeTable({
    name,
    sqlName: table,
    schema,
    owner: options.owner.map(keyColumn),
    discriminator: (options.discriminator ?? []).map(keyColumn),
    columnOf,
    objectType: options.objectType,
    objectId: options.objectId as ((key: Key) => bigint | number | string) | undefined, // called with whole keys only
  })
}
