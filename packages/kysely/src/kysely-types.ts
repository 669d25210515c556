import type { ImageTypes, ObjectId } from '@imageattach/core'
import type { Insertable, Kysely, Selectable } from 'kysely'
import type { KeyOf, OwnColumnName } from './image-table-name.js'

/** What an attachment is about, inferred from the `DB` interface. */
export interface KyselyTypes<DB, TTable extends keyof DB, TOwner extends string, TDiscriminator extends string>
  extends ImageTypes {
  readonly handle: Kysely<DB>
  readonly record: Selectable<DB[TTable]>
  readonly columns: Pick<
    Insertable<DB[TTable]>,
    OwnColumnName<DB, TTable, TOwner | TDiscriminator> & keyof Insertable<DB[TTable]>
  >
  readonly owner: KeyOf<DB, TTable, TOwner>
  readonly discriminator: KeyOf<DB, TTable, TDiscriminator>
}

/** `objectId` is required for a composite owner key, which has no id of its own. */
export type ObjectIdOption<TKey, TOwner extends readonly string[]> = TOwner extends readonly [string]
  ? {
      /** Default: the owner's integer or UUID key. A string key of another kind needs it. */
      readonly objectId?: ObjectId<TKey>
    }
  : {
      /** An integer that is different for every owner; a composite key has none of its own. */
      readonly objectId: ObjectId<TKey>
    }
