import {
  type Attachment,
  type AttachmentOptions,
  attachmentOf,
  ConnectionError,
  entityOwnerKey,
  ImageAttach,
  type ImageAttachOptions,
  type Key,
  LateConnection,
} from '@imageattach/core'
import { type DialectName, defaultLedgerName } from '@imageattach/core/sql'
import type { Knex } from 'knex'
import type { Model } from 'objection'
import { deleteWithImages, type OwnedImages } from './delete-with-images.js'
import { nameKey } from './id-columns.js'
import type { ImageColumns } from './image-columns.js'
import { requireImageModel } from './image-model.js'
import { imageTable, ownerRelation } from './image-table.js'
import { isOwner } from './is-owner.js'
import { ObjectionRepository } from './objection-repository.js'
import type { ImageModelConstructor, KeyColumnName, ObjectionTypes, RelationName } from './objection-types.js'
import { watchedModel } from './watched-model.js'

/** Options of {@link objectionImages}. */
export interface ObjectionImagesOptions extends ImageAttachOptions {
  /** The name of the ledger. Default `imageattach_ledger`. */
  readonly ledger?: string
  /** Only for Knex clients on another driver than better-sqlite3, pg or mysql2. */
  readonly dialect?: DialectName
}

/** Options of {@link ObjectionImages.attachment}. */
export interface ObjectionAttachmentOptions<TRelation, TDiscriminator, TKey>
  extends AttachmentOptions<TDiscriminator, TKey> {
  /** The relation from an image to its owner, a `BelongsToOneRelation`. */
  readonly owner: TRelation
}

/**
 * The images of an application that uses Objection.js. It knows no database: models and attachments may be declared in
 * any order, and `images.connect(knex)` comes once, when the application starts.
 *
 * ```ts
 * import { ImageModel, objectionImages } from '@imageattach/objection'
 * import { sharpResizer } from '@imageattach/sharp'
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import { Model } from 'objection'
 *
 * const store = new FileSystemStore({ name: 'local', path: 'pictures', baseUrl: '/pictures/' })
 * export const images = objectionImages({ store, resizer: sharpResizer() })
 *
 * export class User extends images.owner(Model) {
 *   static override tableName = 'user'
 *   declare id: number
 *   get picture() {
 *     return userPictures.of(this)
 *   }
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
 *
 * export const userPictures = images.attachment(UserPicture, { owner: 'user' })
 * ```
 */
export function objectionImages(options: ObjectionImagesOptions): ObjectionImages {
  return new ObjectionImages(options)
}

/** Made by {@link objectionImages}. */
export class ObjectionImages extends ImageAttach<Knex, Knex.Transaction> {
  readonly #connection: LateConnection<Knex>
  readonly #owned: OwnedImages[] = []

  constructor(options: ObjectionImagesOptions) {
    const connection = new LateConnection<Knex>('knex')
    super(new ObjectionRepository(connection, options.ledger ?? defaultLedgerName, options.dialect), options)
    this.#connection = connection
  }

  /** Says where the tables are. Throws {@link ConnectionError} for a transaction, for what is no instance of Knex, and for
   * a second database. */
  connect(knex: Knex): void {
    if (typeof knex !== 'function' || !knex.client) {
      throw new ConnectionError('images.connect needs an instance of Knex, which Knex(config) gives')
    }
    if (knex.isTransaction) {
      throw new ConnectionError(
        'images.connect needs the database itself; bind verbs to a transaction with .using(trx)',
      )
    }
    this.#connection.connect(knex)
  }

  /**
   * Makes the model of an image table known: with `discriminator` several sets for each owner, else one.
   *
   * @throws {@link SchemaError} for a class that does not extend `ImageModel(Model)`
   */
  attachment<
    TModel extends ImageColumns,
    const TRelation extends RelationName<TModel>,
    const TDiscriminator extends readonly KeyColumnName<TModel>[] = readonly [],
  >(
    imageModel: ImageModelConstructor<TModel>,
    options: ObjectionAttachmentOptions<TRelation, TDiscriminator, Pick<TModel, KeyColumnName<TModel>>>,
  ): ObjectionAttachment<TModel, TRelation, TDiscriminator> {
    type Types = ObjectionTypes<TModel, TRelation, TDiscriminator[number]>
    requireImageModel(imageModel)
    const ModelClass = imageModel as unknown as typeof Model // the constructor type names what a caller needs of it
    const relation = () => ownerRelation(ModelClass, options.owner)
    nameKey(ModelClass, options)
    const definition = this.define<Types>({
      table: () => imageTable(this.#connection.get(), ModelClass, options),
      ownerKey(owner): Key {
        const { table } = definition
        const { relatedModelClass, relatedProp } = relation()
        return entityOwnerKey(table, owner, {
          name: relatedModelClass.name,
          properties: relatedProp.props,
          isEntity: given => isOwner(given, relatedModelClass, ModelClass),
        })
      },
      store: options.store,
    })
    const attachment = attachmentOf(definition, options.discriminator)
    this.#owned.push({
      tableName: () => relation().relatedModelClass.tableName,
      remove: (transaction, owners) => attachment.using(transaction).removeFor(owners as unknown as Types['owner'][]),
    })
    return attachment
  }

  /**
   * The base of a model whose rows own images: deleting owners, one or many, removes their images in the same
   * transaction. What the database deletes by itself (`on delete cascade`), and raw SQL, remain unseen.
   *
   * Such a delete throws {@link TransactionRequiredError} outside a transaction, where the images would be gone even
   * if the owner stayed, and {@link ConflictError} when it deletes fewer owners than it found. After any error, owners
   * and images are what they were before.
   */
  owner<TClass extends typeof Model>(ModelClass: TClass): TClass {
    return watchedModel(ModelClass, query => {
      if (!query.isDelete()) return
      const { tableName } = query.modelClass()
      const owned = this.#owned.filter(images => images.tableName() === tableName)
      if (owned.length > 0) deleteWithImages(query, owned)
    })
  }
}

/** What {@link ObjectionImages.attachment} gives. */
export type ObjectionAttachment<
  TModel extends ImageColumns,
  TRelation extends keyof TModel,
  TDiscriminator extends readonly (keyof TModel)[],
> = Attachment<ObjectionTypes<TModel, TRelation, TDiscriminator[number]>, TDiscriminator>
