import type { ImageTypes, KeyValue } from '@imageattach/core'
import type { EntityManager, EntitySchema, QueryRunner } from 'typeorm'
import type { ImageEntity } from './image-entity.js'

/** What verbs are bound to: a transaction of the application. */
export type TypeormHandle = EntityManager | QueryRunner

/** An entity of images: its class or schema, or a function that gives it when modules import one another in a circle. */
export type ImageEntityTarget<TImage> = EntityTarget<TImage> | (() => EntityTarget<TImage>)

/** The class of an entity, or its schema. */
export type EntityTarget<TImage> = (new () => TImage) | EntitySchema<TImage>

/** The properties that the application added to an entity of images. */
type OwnName<TImage> = Exclude<keyof TImage & string, keyof ImageEntity>

/** The relations of an entity of images. */
export type RelationName<TImage> = {
  [TName in OwnName<TImage>]-?: Entity<TImage[TName]> extends never ? never : TName
}[OwnName<TImage>]

/** What a relation leads to; `never` for a property that is no relation to one entity. */
type Entity<TValue> =
  Exclude<Awaited<TValue>, undefined | null> extends infer TEntity
    ? [TEntity] extends [object]
      ? TEntity extends readonly unknown[] | Date | Uint8Array | ((...values: never[]) => unknown)
        ? never
        : TEntity
      : never
    : never

/** The properties that can be key columns. */
export type KeyName<TImage> = {
  [TName in OwnName<TImage>]-?: [Exclude<TImage[TName], undefined | null>] extends [KeyValue] ? TName : never
}[OwnName<TImage>]

/** The key of an owner as a plain object: `{ userId: 1 }`. */
type OwnerKey<TImage, TName extends keyof TImage> = {
  [TKey in TName]: { readonly [TOne in TKey]-?: Exclude<TImage[TOne], undefined | null> } & {
    readonly [TOther in Exclude<TName, TKey>]?: TImage[TOther]
  }
}[TName]

/** What an attachment is about, inferred from the entity of its images. */
export interface TypeormTypes<TImage, TOwner extends keyof TImage, TDiscriminator extends keyof TImage>
  extends ImageTypes {
  readonly handle: TypeormHandle
  readonly record: TImage
  readonly columns: Omit<TImage, keyof ImageEntity | RelationName<TImage> | TDiscriminator>
  readonly owner: Entity<TImage[TOwner]> | OwnerKey<TImage, Exclude<KeyName<TImage>, TDiscriminator>>
  readonly discriminator: { readonly [TName in TDiscriminator]: Exclude<TImage[TName], undefined | null> }
}
