import { imageColumnNames, readOnlyRow, SchemaError } from '@imageattach/core'
import type { Model, Pojo } from 'objection'
import { idColumns } from './id-columns.js'
import type { ImageColumns } from './image-columns.js'
import { type ModelQuery, watchedModel } from './watched-model.js'

const isImageModel = Symbol('ImageModel')

/** What {@link ImageModel} makes of a model class. */
export type ImageModelClass<TClass extends typeof Model> = Omit<TClass, 'prototype'> & {
  new (): InstanceType<TClass> & ImageColumns
  readonly prototype: InstanceType<TClass> & ImageColumns
}

/**
 * The base of the model of an image table: it has the image columns, and it lets nobody but ImageAttach insert, delete
 * or change images. Columns of your own can be patched.
 *
 * ```ts
 * import { ImageModel } from '@imageattach/objection'
 * import { Model } from 'objection'
 *
 * export class User extends Model {
 *   static override tableName = 'user'
 *   declare id: number
 * }
 *
 * export class UserPicture extends ImageModel(Model) {
 *   static override tableName = 'user_picture'
 *   static override relationMappings = () => ({
 *     user: {
 *       relation: Model.BelongsToOneRelation,
 *       modelClass: User,
 *       join: { from: 'user_picture.user_id', to: 'user.id' },
 *     },
 *   })
 *   declare user_id: number
 *   declare user?: User
 * }
 * ```
 */
export function ImageModel<TClass extends typeof Model>(ModelClass: TClass): ImageModelClass<TClass> {
  class ReadOnlyModel extends watchedModel<typeof Model>(ModelClass, refuseWrites) {
    static readonly [isImageModel] = true

    /** Objection calls a function for it, which its types leave out. */
    static override idColumn = function (this: typeof Model): string | string[] {
      return idColumns(this)
    } as never

    // Objection passes the query, which its types leave out.
    override $toDatabaseJson(...query: []): Pojo {
      const columns = super.$toDatabaseJson(...query)
      const image = Object.keys(columns).find(name => imageNames.has(plainName(name)))
      if (image === undefined) return columns
      const { tableName } = this.constructor as typeof Model
      throw readOnlyRow(tableName, 'change', image)
    }
  }
  return ReadOnlyModel as unknown as ImageModelClass<TClass> // its rows have the image columns
}

/**
 * @throws {@link SchemaError} for a class whose base {@link ImageModel} has not made: its rows could be written by anybody
 */
export function requireImageModel(given: unknown): void {
  if (typeof given === 'function' && isImageModel in given) return
  const name = typeof given === 'function' ? given.name : String(given)
  throw new SchemaError(
    given === undefined
      ? 'The image model is undefined: its module has not run yet, as in a circle of imports; declare the attachment where the model is'
      : `${name} is no image model: let it extend ImageModel(Model)`,
  )
}

function refuseWrites(query: ModelQuery): void {
  const { tableName } = query.modelClass()
  if (query.isInsert()) throw readOnlyRow(tableName, 'insert')
  if (query.isDelete()) throw readOnlyRow(tableName, 'delete')
}

const imageNames: ReadonlySet<string> = new Set(Object.values(imageColumnNames).map(plainName))

/** The same for `created_at` and `createdAt`. */
function plainName(column: string): string {
  return column.replaceAll('_', '').toLowerCase()
}
