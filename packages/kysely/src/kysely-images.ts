import {
  type Attachment,
  type AttachmentOptions,
  attachmentOf,
  ImageAttach,
  type ImageAttachOptions,
  ownerKeyOf,
} from '@imageattach/core'
import { type DialectName, defaultLedgerName } from '@imageattach/core/sql'
import type { Kysely, Transaction } from 'kysely'
import { imageTable } from './image-table.js'
import type { ImageTableName, KeyColumnName, KeyOf } from './image-table-name.js'
import { KyselyRepository } from './kysely-repository.js'
import type { KyselyTypes, ObjectIdOption } from './kysely-types.js'
import { sqlDialectOf } from './sql-dialect-of.js'
import { sqlNames } from './sql-names.js'

/** Options of {@link kyselyImages}. */
export interface KyselyImagesOptions<DB> extends ImageAttachOptions {
  /** The database itself, never a transaction. */
  readonly db: Kysely<DB>
  /** The name of the ledger. Default `imageattach_ledger`. */
  readonly ledger?: string
  /** Only for third-party dialects whose adapter extends none of Kysely's. */
  readonly dialect?: DialectName
}

/** Options of {@link KyselyImages.attachment}. */
export interface KyselyAttachmentOptions<TOwner extends readonly string[], TDiscriminator extends readonly string[]>
  extends Omit<AttachmentOptions<TDiscriminator>, 'objectId'> {
  /** The columns that identify the owner. */
  readonly owner: TOwner
}

/**
 * The images of an application that uses Kysely.
 *
 * ```ts
 * import { type ImageColumns, kyselyImages } from '@imageattach/kysely'
 * import { sharpResizer } from '@imageattach/sharp'
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import type { Kysely } from 'kysely'
 *
 * interface Database {
 *   user: { id: number; name: string }
 *   user_picture: ImageColumns & { user_id: number }
 * }
 *
 * export async function addPicture(db: Kysely<Database>, bytes: Uint8Array): Promise<string> {
 *   const store = new FileSystemStore({ name: 'local', path: 'pictures', baseUrl: '/pictures/' })
 *   const images = kyselyImages({ db, store, resizer: sharpResizer() })
 *   const userPictures = images.attachment('user_picture', { owner: ['user_id'] })
 *   const picture = await userPictures.of({ user_id: 1 }).fromBlob(bytes)
 *   return picture.url
 * }
 * ```
 *
 * @throws TypeError when `db` is a transaction, or its dialect is not known
 */
export function kyselyImages<DB>(options: KyselyImagesOptions<DB>): KyselyImages<DB> {
  return new KyselyImages(options)
}

/** Made by {@link kyselyImages}. */
export class KyselyImages<DB> extends ImageAttach<Kysely<DB>, Transaction<DB>> {
  readonly #db: Kysely<DB>

  constructor(options: KyselyImagesOptions<DB>) {
    const { db, ledger = defaultLedgerName, dialect } = options
    if (typeof db?.getExecutor !== 'function') throw new TypeError('kyselyImages needs `db`, an instance of Kysely')
    if (db.isTransaction) throw new TypeError('kyselyImages needs the database itself; bind verbs with .using(trx)')
    super(new KyselyRepository(db, sqlDialectOf(db, dialect), sqlNames(db, ledger).parts), options)
    this.#db = db
  }

  /**
   * Makes an image table known: with `discriminator` several sets for each owner, else one.
   *
   * @throws {@link OwnerKeyError} for a composite owner key without `objectId`
   */
  attachment<
    const TTable extends keyof DB & string,
    const TOwner extends readonly [KeyColumnName<DB, TTable>, ...KeyColumnName<DB, TTable>[]],
    const TDiscriminator extends readonly Exclude<KeyColumnName<DB, TTable>, TOwner[number]>[] = readonly [],
  >(
    table: ImageTableName<DB, TTable>,
    options: KyselyAttachmentOptions<TOwner, TDiscriminator> &
      ObjectIdOption<KeyOf<DB, TTable, TOwner[number] | TDiscriminator[number]>, TOwner>,
  ): KyselyAttachment<DB, TTable, TOwner[number], TDiscriminator> {
    type Types = KyselyTypes<DB, TTable, TOwner[number], TDiscriminator[number]>
    const described = imageTable(this.#db, table as string, options)
    const definition = this.define<Types>({
      table: described,
      ownerKey: owner => ownerKeyOf(described, owner),
      store: options.store,
    })
    return attachmentOf(definition, options.discriminator)
  }
}

/** What {@link KyselyImages.attachment} gives. */
export type KyselyAttachment<
  DB,
  TTable extends keyof DB,
  TOwner extends string,
  TDiscriminator extends readonly string[],
> = Attachment<KyselyTypes<DB, TTable, TOwner, TDiscriminator[number]>, TDiscriminator>
