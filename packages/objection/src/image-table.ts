import { type AttachmentOptions, describeTable, type ImageTable, SchemaError } from '@imageattach/core'
import type { Knex } from 'knex'
import type { Model, Relation } from 'objection'
import { renamedRow, sqlName, sqlTableName } from './sql-names.js'

/** A table of images as core wants it described, by its model and by the names that Knex writes. */
export function imageTable(
  knex: Knex,
  ImageModel: typeof Model,
  options: AttachmentOptions & { readonly owner: string },
): ImageTable {
  const name = tableNameOf(ImageModel)
  const [table = name, schema] = sqlTableName(knex, name).toReversed()
  const columnOf = (property: string): string => sqlName(knex, ImageModel.propertyNameToColumnName(property))
  const keyColumn = (property: string) => ({ name: property, column: columnOf(property) })
  return describeTable({
    name,
    sqlName: table,
    schema,
    owner: ownerRelation(ImageModel, options.owner).ownerProp.props.map(keyColumn),
    discriminator: (options.discriminator ?? []).map(keyColumn),
    columnOf,
    objectType: options.objectType,
    objectId: options.objectId,
    toRecord: row => ImageModel.fromDatabaseJson(renamedRow(knex, row)),
  })
}

/**
 * The relation from an image to its owner.
 *
 * @throws {@link SchemaError} when there is none of this name, or it does not lead to one owner
 */
export function ownerRelation(ImageModel: typeof Model, name: string): Relation {
  const relations = ImageModel.getRelations()
  const relation = Object.hasOwn(relations, name) ? relations[name] : undefined
  if (!relation) {
    const known = Object.keys(relations).join(', ') || 'no relations'
    throw new SchemaError(`${ImageModel.name} has no relation "${name}"; its relationMappings have ${known}`)
  }
  if (isA(relation, ImageModel.BelongsToOneRelation)) return relation
  throw new SchemaError(
    `${ImageModel.name}: relation "${name}" does not lead from an image to its owner; make it a BelongsToOneRelation, ` +
      'joined from the columns of the image table',
  )
}

function tableNameOf(ImageModel: typeof Model): string {
  if (ImageModel.tableName) return ImageModel.tableName
  throw new SchemaError(`${ImageModel.name} has no table: write static tableName = '…' into the class`)
}

function isA(relation: Relation, type: Model['constructor'] | unknown): boolean {
  return typeof type === 'function' && relation instanceof type
}
