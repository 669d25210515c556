import {
  type AttachmentOptions,
  ConnectionError,
  entityOwnerKey,
  ImageAttach,
  type ImageAttachOptions,
  LateConnection,
  SchemaError,
} from '@imageattach/core'
import { defaultLedgerName } from '@imageattach/core/sql'
import type { DataSource, EntityManager, EntitySubscriberInterface } from 'typeorm'
import type { ImageEntity } from './image-entity.js'
import { type AttachedEntity, attachedEntity } from './image-table.js'
import { ImagesSubscriber, type OwnedImages } from './images-subscriber.js'
import { PendingImages } from './pending-images.js'
import { ReadOnlyRows } from './read-only-rows.js'
import { sqlDialectOf } from './sql-dialect-of.js'
import { TypeormAttachment, TypeormMultipleAttachment } from './typeorm-attachment.js'
import { TypeormRepository } from './typeorm-repository.js'
import type {
  EntityTarget,
  ImageEntityTarget,
  KeyName,
  RelationName,
  TypeormHandle,
  TypeormTypes,
} from './typeorm-types.js'

/** Options of {@link typeormImages}. */
export interface TypeormImagesOptions extends ImageAttachOptions {
  /** The name of the ledger. Default `imageattach_ledger`. */
  readonly ledger?: string
}

/** Options of {@link TypeormImages.attachment}. */
export interface TypeormAttachmentOptions<TImage, TOwner, TDiscriminator extends readonly string[]>
  extends AttachmentOptions<TDiscriminator, Required<Pick<TImage, KeyName<TImage>>>> {
  /** The relation that leads to the owner. */
  readonly owner: TOwner
}

/**
 * The images of an application that uses TypeORM. They know no database until {@link TypeormImages.connect}, so that
 * entities may import them.
 *
 * ```ts
 * import { ImageColumns, ImageEntity, typeormImages } from '@imageattach/typeorm'
 * import { sharpResizer } from '@imageattach/sharp'
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import { Column, type DataSource, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
 *
 * const store = new FileSystemStore({ name: 'local', path: 'pictures', baseUrl: '/pictures/' })
 * const images = typeormImages({ store, resizer: sharpResizer() })
 *
 * @Entity()
 * export class User {
 *   @PrimaryGeneratedColumn() id!: number
 *   @Column() name!: string
 *
 *   get picture() {
 *     return userPictures.of(this)
 *   }
 * }
 *
 * @Entity()
 * @ImageColumns()
 * export class UserPicture extends ImageEntity {
 *   @PrimaryColumn() userId!: number
 *   @ManyToOne(() => User) user?: Relation<User>
 * }
 *
 * const userPictures = images.attachment(UserPicture, { owner: 'user' })
 *
 * export async function signUp(dataSource: DataSource, name: string, photo: Blob): Promise<User> {
 *   images.connect(await dataSource.initialize()) // once, when the application starts
 *   return images.transaction(async manager => {
 *     const user = await manager.save(manager.create(User, { name }))
 *     await user.picture.using(manager).fromBlob(photo)
 *     return user
 *   })
 * }
 * ```
 */
export function typeormImages(options: TypeormImagesOptions): TypeormImages {
  return new TypeormImages(options)
}

/** Made by {@link typeormImages}. */
export class TypeormImages extends ImageAttach<TypeormHandle, EntityManager> {
  readonly #connection: LateConnection<DataSource>
  readonly #attached: ((dataSource: DataSource) => AttachedEntity)[] = []
  readonly #owned: OwnedImages[] = []
  readonly #pending = new PendingImages()
  readonly #subscribers: readonly EntitySubscriberInterface[]

  constructor(options: TypeormImagesOptions) {
    const connection = new LateConnection<DataSource>('dataSource')
    const repository = new TypeormRepository(connection, options.ledger ?? defaultLedgerName)
    super(repository, options)
    this.#connection = connection
    this.#subscribers = [
      new ReadOnlyRows(metadata => this.#attached.some(attached => attached(connection.get()).areImages(metadata))),
      new ImagesSubscriber({
        attachments: this.#owned,
        pending: this.#pending,
        onEnd: runner => this.transactionEnded(repository.ended(runner)),
      }),
    ]
  }

  /**
   * Tells which database it is: once, when the application starts and the data source is initialized. Checks the
   * entities of all attachments.
   *
   * @throws {@link ConnectionError} for a second data source, and for one that is not initialized
   * @throws {@link SchemaError} for an entity or relation that cannot hold images
   * @throws `TypeError` for a database on which ImageAttach does not work
   */
  connect(dataSource: DataSource): void {
    if (!dataSource?.isInitialized) {
      throw new ConnectionError('Initialize the DataSource first: images.connect(await dataSource.initialize())')
    }
    sqlDialectOf(dataSource)
    for (const attached of this.#attached) attached(dataSource)
    this.#connection.connect(dataSource)
    for (const subscriber of this.#subscribers) {
      if (!dataSource.subscribers.includes(subscriber)) dataSource.subscribers.push(subscriber)
    }
  }

  /**
   * Makes an entity of images known: with `discriminator` several sets for each owner, else one. Its columns are
   * checked when there is a connection.
   *
   * @throws {@link SchemaError} for what is no entity, and for one that cannot hold images when there is a connection already
   */
  attachment<
    TImage extends ImageEntity,
    const TOwner extends RelationName<TImage>,
    const TDiscriminator extends readonly KeyName<TImage>[] = readonly [],
  >(
    entity: ImageEntityTarget<TImage>,
    options: TypeormAttachmentOptions<TImage, TOwner, TDiscriminator>,
  ): TypeormAttachmentOf<TImage, TOwner, TDiscriminator> {
    type Types = TypeormTypes<TImage, TOwner, TDiscriminator[number]>
    if (!entity) {
      throw new SchemaError(
        'The entity of images is undefined: its module has not run yet, as in a circle of imports; write ' +
          'images.attachment(() => Entity, …)',
      )
    }
    const describe = describedOnce(dataSource => attachedEntity(dataSource, targetOf(entity), options))
    const attached = (): AttachedEntity => describe(this.#connection.get())
    const definition = this.define<Types>({
      table: () => attached().table,
      ownerKey: owner => entityOwnerKey(attached().table, owner, attached().owner),
      store: options.store,
    })
    const context = {
      definition,
      pending: this.#pending,
      isSaved: (owner: object, handle: TypeormHandle | undefined) =>
        attached().isSaved(owner, handle ?? this.#connection.get().manager),
    }
    const attachment = options.discriminator?.length
      ? new TypeormMultipleAttachment<Types>(context)
      : new TypeormAttachment<Types>(context)
    this.#attached.push(describe)
    this.#owned.push({
      isOwnedBy: metadata => attached().isOwnedBy(metadata),
      remove: (owner, manager) => attachment.using(manager).removeFor([owner as Types['owner']]), // isOwnedBy said so
    })
    if (this.#connection.isConnected) attached()
    return attachment as TypeormAttachmentOf<TImage, TOwner, TDiscriminator> // the type asks what the lines above ask
  }
}

/** What {@link TypeormImages.attachment} gives. */
export type TypeormAttachmentOf<
  TImage,
  TOwner extends keyof TImage,
  TDiscriminator extends readonly (keyof TImage)[],
> = TDiscriminator extends readonly []
  ? TypeormAttachment<TypeormTypes<TImage, TOwner, never>>
  : TypeormMultipleAttachment<TypeormTypes<TImage, TOwner, TDiscriminator[number]>>

function targetOf<TImage>(entity: ImageEntityTarget<TImage>): EntityTarget<TImage> {
  return isGiver(entity) ? entity() : entity
}

/** Classes have a prototype, arrow functions do not. */
function isGiver<TImage>(entity: ImageEntityTarget<TImage>): entity is () => EntityTarget<TImage> {
  return typeof entity === 'function' && entity.prototype === undefined
}

/** Describes for a data source, once. */
function describedOnce(
  describe: (dataSource: DataSource) => AttachedEntity,
): (dataSource: DataSource) => AttachedEntity {
  const described = new WeakMap<DataSource, AttachedEntity>()
  return dataSource => {
    const known = described.get(dataSource) ?? describe(dataSource)
    described.set(dataSource, known)
    return known
  }
}
