import type { Store } from './store.js'

/** What an application says of an attachment, whichever ORM it uses; adapters add the owner. */
export interface AttachmentOptions<TDiscriminator = readonly string[], TKey = never> {
  /** The columns that tell several sets of one owner apart. Default: none, one set for each owner. */
  readonly discriminator?: TDiscriminator
  /** The owner's kind in paths. Default: the table's name with `_` → `-`. */
  readonly objectType?: string
  /** Default: the owner's integer or UUID key. Composite keys and text of another kind need it. */
  readonly objectId?: ObjectId<TKey>
  /** For new images. Default: the default store. */
  readonly store?: Store
}

/** The id of an owner, for stores and for the files of SQLAlchemy-ImageAttach: an integer, another for every owner. */
export type ObjectId<TKey> = (key: TKey) => bigint | number | string
