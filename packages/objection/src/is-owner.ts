import { OwnerKeyError } from '@imageattach/core'
import type { Model } from 'objection'

/**
 * Whether the object is an owner rather than the key of one: a model of the owners' table, of whatever class.
 *
 * @throws {@link OwnerKeyError} for a model of another table
 */
export function isOwner(given: object, Owner: typeof Model, ImageModel: typeof Model): boolean {
  const { $modelClass } = given as Partial<Model>
  if ($modelClass === undefined) return false
  if ($modelClass.tableName === Owner.tableName) return true
  if ($modelClass.tableName === ImageModel.tableName) return false
  throw new OwnerKeyError(`${ImageModel.tableName} belongs to ${Owner.name}, and this is a ${$modelClass.name}`)
}
