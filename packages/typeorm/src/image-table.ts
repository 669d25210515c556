import {
  type AttachmentOptions,
  describeTable,
  type ImageColumn,
  type ImageTable,
  imageColumnsBy,
  type KeyColumn,
  type OwnerEntity,
  OwnerKeyError,
  SchemaError,
} from '@imageattach/core'
import type { DataSource, EntityMetadata, ObjectLiteral, RelationMetadata } from 'typeorm'
import { sqlDialectOf } from './sql-dialect-of.js'
import type { EntityTarget, TypeormHandle } from './typeorm-types.js'

type ColumnMetadata = EntityMetadata['columns'][number]

/** What the metadata of TypeORM tells of an attachment. */
export interface AttachedEntity {
  readonly table: ImageTable
  readonly owner: OwnerEntity
  /** Whether entities of these metadata are the images. */
  areImages(metadata: EntityMetadata): boolean
  /** Whether the database has this owner, which has a key. What is no entity cannot be saved any more. */
  isSaved(owner: object, handle: TypeormHandle): Promise<boolean>
  /** Whether entities of these metadata own the images. */
  isOwnedBy(metadata: EntityMetadata): boolean
}

/** A table of images and its owners, as the metadata of TypeORM describe them; checked. */
export function attachedEntity(
  dataSource: DataSource,
  target: EntityTarget<object>,
  options: AttachmentOptions & { readonly owner: string },
): AttachedEntity {
  const metadata = metadataOf(dataSource, target)
  const relation = ownerRelation(metadata, options.owner)
  const columns = imageColumnsBy(name => imageColumnOf(metadata, name))
  refuseCascades(dataSource, metadata)
  const table = describeTable({
    name: metadata.name,
    sqlName: metadata.tableName,
    schema: metadata.schema,
    owner: relation.joinColumns.map(column => ({ name: keyName(relation, column), column: column.databaseName })),
    discriminator: (options.discriminator ?? []).map(name => ({ name, column: columnOf(metadata, name).databaseName })),
    columns,
    columnOf: name => metadata.findColumnWithPropertyName(name)?.databaseName ?? name,
    toRecord: row => entityOf(dataSource, metadata, row),
    objectType: options.objectType,
    objectId: options.objectId,
  })
  checkPrimaryKey(metadata, table)
  if (sqlDialectOf(dataSource).name === 'mariadb') refuseWholeIndex(metadata)
  const owner = relation.inverseEntityMetadata
  return {
    table,
    owner: {
      name: owner.name,
      properties: relation.joinColumns.map(column => column.referencedColumn?.propertyName ?? ''),
      beforeSaving: 'call attachOnSave(input) now, which attaches the image when it is saved',
      isEntity: given => isOwner(given, owner, metadata, table),
    },
    areImages: candidate => isKindOf(candidate, metadata),
    async isSaved(given, handle) {
      if (!isOwner(given, owner, metadata, table)) return true
      const manager = 'manager' in handle ? handle.manager : handle
      return (await manager.countBy(owner.target, owner.getEntityIdMap(given) ?? {})) > 0
    },
    isOwnedBy: candidate => isKindOf(candidate, owner),
  }
}

function isKindOf(candidate: EntityMetadata, kind: EntityMetadata): boolean {
  return candidate === kind || candidate.inheritanceTree.some(ancestor => ancestor === kind.target)
}

function metadataOf(dataSource: DataSource, target: EntityTarget<object>): EntityMetadata {
  if (dataSource.hasMetadata(target)) return dataSource.getMetadata(target)
  const name = typeof target === 'function' ? target.name : target.options.name
  throw new SchemaError(`${name} is no entity of this DataSource: add it to its \`entities\``)
}

function ownerRelation(metadata: EntityMetadata, name: string): RelationMetadata {
  const relation = metadata.findRelationWithPropertyPath(name)
  if (relation?.isOwning && (relation.isManyToOne || relation.isOneToOne)) return relation
  const names = metadata.relations.filter(({ isOwning }) => isOwning).map(({ propertyName }) => propertyName)
  throw new SchemaError(
    `${metadata.name}: \`owner\` is "${name}", which is no @ManyToOne or @OneToOne relation to the owner; ` +
      (names.length > 0 ? `there is ${names.join(', ')}` : 'there is none yet'),
  )
}

/** A relation may have a column of its own in the entity, which the application sees, or one that TypeORM made up. */
function keyName(relation: RelationMetadata, column: ColumnMetadata): string {
  return column.propertyName === relation.propertyName ? column.databaseName : column.propertyName
}

function imageColumnOf(metadata: EntityMetadata, name: ImageColumn): string {
  const column = metadata.findColumnWithPropertyName(name)
  if (column) return column.databaseName
  throw new SchemaError(
    `${metadata.name} has no image column "${name}": put @ImageColumns() above the class, or spread imageColumns ` +
      'into the columns of its EntitySchema',
  )
}

/** TypeORM would write image rows in an order of its own, and leave files behind. */
function refuseCascades(dataSource: DataSource, metadata: EntityMetadata): void {
  for (const relation of dataSource.entityMetadatas.flatMap(({ relations }) => relations)) {
    const concerned = relation.inverseEntityMetadata === metadata || relation.entityMetadata === metadata
    const option = concerned && forbiddenOption(relation)
    if (!option) continue
    throw new SchemaError(
      `${relation.entityMetadata.name}.${relation.propertyName}: take \`${option}\` away. Only ImageAttach writes image ` +
        'rows: it removes them with their owner, and replaces them with fromBlob(...)',
    )
  }
}

function forbiddenOption(relation: RelationMetadata): string | undefined {
  const { isCascadeInsert, isCascadeUpdate, isCascadeRemove, isCascadeSoftRemove, isCascadeRecover } = relation
  if (isCascadeInsert || isCascadeUpdate || isCascadeRemove || isCascadeSoftRemove || isCascadeRecover) return 'cascade'
  // The default, 'nullify', is an error of the database: the owner is part of the primary key.
  const deletes = relation.orphanedRowAction === 'delete' || relation.orphanedRowAction === 'soft-delete'
  return deletes ? 'orphanedRowAction' : undefined
}

function checkPrimaryKey(metadata: EntityMetadata, table: ImageTable): void {
  const { width, height, variant } = table.columns
  const sizes: readonly KeyColumn[] = [width, height, variant].map(name => ({ name, column: name }))
  const keys = [...table.owner, ...table.discriminator, ...sizes]
  for (const { name, column } of keys) {
    if (metadata.primaryColumns.some(({ databaseName }) => databaseName === column)) continue
    throw new SchemaError(
      `${metadata.name}: "${name}" must be part of the primary key, else two sets cannot have images of one size; ` +
        'declare it with @PrimaryColumn()',
    )
  }
  for (const { propertyName, databaseName } of metadata.primaryColumns) {
    if (keys.some(({ column }) => column === databaseName)) continue
    throw new SchemaError(
      `${metadata.name}: "${propertyName}" is part of the primary key, so it tells sets of one owner apart; name it in ` +
        '`discriminator`, or take it out of the key',
    )
  }
}

/** MariaDB leaves the condition of an index away, and would refuse thumbnails. */
function refuseWholeIndex(metadata: EntityMetadata): void {
  const index = metadata.indices.find(({ isUnique, where }) => isUnique && where !== undefined)
  if (!index) return
  throw new SchemaError(
    `${metadata.name}: take @OneOriginal() and the unique index "${index.name}" away; MariaDB has no index of some rows ` +
      'only, and this one would allow one image for each owner',
  )
}

function columnOf(metadata: EntityMetadata, name: string): ColumnMetadata {
  const column = metadata.findColumnWithPropertyName(name)
  if (column) return column
  throw new SchemaError(`${metadata.name} has no column "${name}"`)
}

/** The row as TypeORM itself would have returned it. */
function entityOf({ driver }: DataSource, metadata: EntityMetadata, row: Readonly<Record<string, unknown>>): unknown {
  const entity: ObjectLiteral = metadata.create()
  for (const column of metadata.columns) {
    if (column.isVirtual || !(column.databaseName in row)) continue
    column.setEntityValue(entity, driver.prepareHydratedValue(row[column.databaseName], column))
  }
  return entity
}

/**
 * Whether the object is an owner rather than the key of one. `manager.save(User, { name })` gives plain objects, too.
 *
 * @throws {@link OwnerKeyError} for an entity of another class
 */
function isOwner(given: object, owner: EntityMetadata, images: EntityMetadata, table: ImageTable): boolean {
  if (isInstance(given, owner)) return true
  const prototype: unknown = Object.getPrototypeOf(given)
  if (prototype === Object.prototype || prototype === null) return !table.owner.every(({ name }) => name in given)
  if (isInstance(given, images)) return false
  throw new OwnerKeyError(`${images.name} belongs to ${owner.name}, and this is a ${given.constructor.name}`)
}

function isInstance(given: object, { target }: EntityMetadata): boolean {
  return typeof target === 'function' && given instanceof target
}
