import {
  type Application,
  type ApplicationOptions,
  Barriers,
  type OpenTransaction,
  PngResizer,
  SwitchableStore,
  storeWithBarriers,
  type TransactionSubject,
  withBarriers,
} from '@imageattach/contracts'
import {
  ImageAttach,
  type ImageTable,
  type ImageTypes,
  MultipleAttachment,
  ownerKeyOf,
  SingleAttachment,
} from '@imageattach/core'
import { ledgerStatements, postgres } from '@imageattach/core/sql'
import { sql } from 'drizzle-orm'
import { imageTable } from '../src/drizzle-images.ts'
import { type Database, DrizzleRepository, type Handle, type Transaction } from '../src/drizzle-repository.ts'
import { openDatabase } from './open-database.ts'
import { post, postPhoto, user, userPicture } from './schema.ts'

type Types = ImageTypes & { readonly handle: Handle }
type Isolation = TransactionSubject['isolation']

/** The adapter on an empty database, as the transaction contract wants it. */
export async function transactionSubject(
  connections: number,
  isolation: Isolation,
): Promise<TransactionSubject & { close(): Promise<void> }> {
  const database = await openDatabase(connections, isolation)
  const outside = database.connect(2)
  const store = new SwitchableStore()
  const applications: { readonly app: Application<Types>; readonly options: ApplicationOptions }[] = []
  const open = (db: Database, options: ApplicationOptions = {}): Application<Types> => {
    const app = application(db, { stores: [store], ...options })
    applications.push({ app, options })
    return app
  }
  const subject: TransactionSubject<Types> = {
    engine: 'postgres',
    isolation,
    connections,
    store,
    app: open(database.db),
    applications,
    open: async options => open(database.connect(), options),
    async addLedger(name) {
      for (const statement of ledgerStatements(postgres, [name])) await outside.execute(sql.raw(statement))
    },
    savepoint: (handle, work) => handle.transaction(work),
    async sql(statement, handle = outside) {
      return (await handle.execute(sql.raw(statement))).rows
    },
    lockWaits: () => database.lockWaits(),
    async addUser(id) {
      await outside.insert(user).values({ id: BigInt(id), name: 'someone' })
      return { user_id: id }
    },
    async addPost(id) {
      await outside.insert(post).values({ id })
      return { post_id: id }
    },
  }
  return { ...(subject as unknown as TransactionSubject), close: () => database.close() }
}

/** What `DrizzleImages` makes, with barriers between core and its ports. */
function application(db: Database, options: ApplicationOptions): Application<Types> {
  const { keepRetired = 0, stores = [], legacyStore, ledger, pictureTable } = options
  const { onCleanupError = () => undefined, onEvent = () => undefined } = options
  const barriers = new Barriers()
  const images = new ImageAttach<Handle, Transaction>(withBarriers(new DrizzleRepository(db, ledger), barriers), {
    stores: stores.map(store => storeWithBarriers(store, barriers)),
    ...(legacyStore ? { legacyStore: storeWithBarriers(legacyStore, barriers) } : {}),
    resizer: new PngResizer(),
    keepRetired,
    onCleanupError,
    onEvent,
  })
  const pictures = renamed(imageTable(userPicture, { owner: ['user_id'] }), pictureTable)
  const photos = imageTable(postPhoto, { owner: ['post_id'], discriminator: ['order_index'] })
  return {
    pictures: new SingleAttachment(images.define<Types>(attached(pictures))),
    photos: new MultipleAttachment(images.define<Types>(attached(photos))),
    images: images as unknown as Application<Types>['images'], // its transactions are handles too
    barriers,
    begin: () => begin(db),
    transaction: work => db.transaction(work),
  }
}

function attached(table: ImageTable) {
  return { table, ownerKey: (owner: object) => ownerKeyOf(table, owner) }
}

/** A case renames the table: what lines and paths say of it changes with it. */
function renamed(table: ImageTable, name: string | undefined): ImageTable {
  return name === undefined ? table : { ...table, name, sqlName: name, objectType: name }
}

/** Drizzle has transactions as callbacks only: this one waits for its end. */
function begin(db: Database): Promise<OpenTransaction<Types>> {
  const rolledBack = new Error('rolled back')
  return new Promise((resolve, reject) => {
    const done = db.transaction(
      handle =>
        new Promise<void>((commit, rollback) => {
          resolve({
            handle,
            commit() {
              commit()
              return done
            },
            rollback() {
              rollback(rolledBack)
              return done.catch(ignore)
            },
          })
        }),
    )
    done.catch(reject)
  })

  function ignore(error: unknown): void {
    if (error !== rolledBack) throw error
  }
}
