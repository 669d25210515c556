import { ownerKeyOf } from './describe-table.js'
import { UnsavedOwnerError } from './errors.js'
import type { ImageTable } from './image-table.js'
import type { Key } from './key.js'

/** What an ORM knows of the entities that own images. */
export interface OwnerEntity {
  /** Stands in messages. */
  readonly name: string
  /** The properties of an entity that hold its key, in the order of the owner columns. */
  readonly properties: readonly string[]
  isEntity(owner: object): boolean
  /** What an application can do before it saves the owner. Default: prepare an image. */
  readonly beforeSaving?: string
}

/**
 * The key of an owner: of an entity, whose own properties hold it, or of an object that holds the owner columns.
 *
 * @throws {@link UnsavedOwnerError} when the entity has no key yet
 * @throws {@link OwnerKeyError} when the object has no usable key
 */
export function entityOwnerKey(table: ImageTable, owner: object, entity: OwnerEntity): Key {
  if (!entity.isEntity(owner)) return ownerKeyOf(table, owner)
  const values = owner as Readonly<Record<string, unknown>> // the properties are those of an entity
  const key: Record<string, unknown> = {}
  for (const [index, { name }] of table.owner.entries()) {
    const property = entity.properties[index] ?? name
    key[name] = values[property]
    if (key[name] !== undefined && key[name] !== null) continue
    throw new UnsavedOwnerError(
      `${table.name}: this ${entity.name} has no ${property}: save it first, select ${property} if it is saved, or ` +
        (entity.beforeSaving ?? 'prepare(input) now and attach(prepared) when it is saved'),
    )
  }
  return ownerKeyOf(table, key)
}
