import { type AttachmentOptions, describeTable, type ImageTable, type KeyColumn } from '@imageattach/core'
import type { Kysely } from 'kysely'
import { sqlNames } from './sql-names.js'

/** A table of images as core wants it described, by the names that Kysely writes. */
export function imageTable<DB>(
  db: Kysely<DB>,
  name: string,
  options: AttachmentOptions & { readonly owner: readonly string[] },
): ImageTable {
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
    objectId: options.objectId,
  })
}
