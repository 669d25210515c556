import type { ImageTypes, KeyValue } from '@imageattach/core'
import type { Knex } from 'knex'
import type { Model } from 'objection'
import type { ImageColumns } from './image-columns.js'

/** A model, told by one property: to compare whole models would make `get picture()` of an owner refer to itself. */
interface AnyModel {
  readonly $beforeDelete: unknown
}

/** The class of an image model, as `ImageModel(Model)` makes its base. */
export type ImageModelConstructor<TModel> = { new (): TModel } & Pick<
  typeof Model,
  'tableName' | 'getRelations' | 'propertyNameToColumnName' | 'BelongsToOneRelation'
>

/** The relations of an image model that can lead to its owner. */
export type RelationName<TModel> = {
  [TName in keyof TModel & string]: TName extends keyof Model
    ? never
    : NonNullable<TModel[TName]> extends AnyModel
      ? TName
      : never
}[keyof TModel & string]

/** The properties of an image model that can hold an owner's key or a discriminator. */
export type KeyColumnName<TModel> = {
  [TName in keyof TModel & string]: TName extends keyof Model | keyof ImageColumns
    ? never
    : TModel[TName] extends KeyValue
      ? TName
      : never
}[keyof TModel & string]

/** The properties that the application added: no image columns, no relations, no methods. */
type OwnColumnName<TModel> = {
  [TName in keyof TModel & string]: TName extends keyof Model | keyof ImageColumns
    ? never
    : NonNullable<TModel[TName]> extends AnyModel | readonly AnyModel[] | ((...values: never) => unknown)
      ? never
      : TName
}[keyof TModel & string]

/** The owner columns of an image model, without the owner. No model: another one's `user_id` is not its own key. */
type KeyObject<TModel> = { readonly [TName in KeyColumnName<TModel>]?: TModel[TName] } & {
  readonly $modelClass?: never
}

/** What an attachment is about, inferred from the image model. */
export interface ObjectionTypes<TModel, TRelation extends keyof TModel, TDiscriminator extends keyof TModel>
  extends ImageTypes {
  readonly handle: Knex
  readonly record: TModel
  readonly columns: { readonly [TName in Exclude<OwnColumnName<TModel>, TDiscriminator>]?: TModel[TName] | undefined }
  readonly owner: NonNullable<TModel[TRelation]> | KeyObject<TModel>
  readonly discriminator: { readonly [TName in TDiscriminator]: TModel[TName] }
}
