import {
  type Application,
  type ApplicationOptions,
  Barriers,
  PngResizer,
  SwitchableStore,
  storeWithBarriers,
  type TransactionCapability,
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
import { CompiledQuery, type ControlledTransaction, type Kysely, sql, type Transaction } from 'kysely'
import { imageTable } from '../../src/image-table.js'
import { createLedger } from '../../src/index.js'
import { KyselyRepository } from '../../src/kysely-repository.js'
import { sqlDialectOf } from '../../src/sql-dialect-of.js'
import type { Database } from './database.js'
import { emptyDatabase, giveBack } from './empty-databases.js'
import type { Engine, Isolation } from './engines.js'

/** One engine with a number of connections for each application and an isolation level. */
export interface Setting {
  readonly engine: Engine
  readonly connections: number
  readonly isolation: Isolation
}

type Types = ImageTypes & { readonly handle: Kysely<Database> }

/** The Kysely adapter on an empty database, as the transaction contract wants it. */
export async function transactionSubject(setting: Setting): Promise<TransactionSubject & { close(): Promise<void> }> {
  const { engine, connections, isolation } = setting
  const database = await emptyDatabase(engine, connections, isolation)
  const { outside } = database
  const store = new SwitchableStore()
  const applications: { readonly app: Application<Types>; readonly options: ApplicationOptions }[] = []
  const open = (db: Kysely<Database>, options: ApplicationOptions = {}): Application<Types> => {
    const app = application(db, { stores: [store], ...options })
    applications.push({ app, options })
    return app
  }

  const subject: TransactionSubject<Types> = {
    engine: sqlDialectOf(database.db, undefined).name,
    isolation,
    connections,
    store,
    app: open(database.db),
    applications,
    open: async options => open(database.connect(), options),
    async addLedger(name) {
      database.changed = true
      await createLedger(database.db, { name })
    },
    savepoint: inSavepoint,
    async sql(statement, handle = outside) {
      database.changed ||= /^\s*(create|alter|drop)\b/i.test(statement)
      const text = engine.name === 'MariaDB' ? statement.replaceAll('"', '`') : statement
      const result = await handle.executeQuery(CompiledQuery.raw(text))
      return result.rows as readonly Readonly<Record<string, unknown>>[] // rows are objects in Kysely
    },
    lockWaits: () => database.lockWaits(),
    async addUser(id) {
      await outside.insertInto('user').values({ id, name: 'someone' }).execute()
      return { user_id: id }
    },
    async addPost(id) {
      await outside.insertInto('post').values({ id }).execute()
      return { post_id: id }
    },
  }
  return { ...(subject as unknown as TransactionSubject), close: () => giveBack(database) }
}

/** What `kyselyImages` makes, with barriers between core and its ports. */
function application(db: Kysely<Database>, options: ApplicationOptions): Application<Types> {
  const { keepRetired = 0, stores = [], legacyStore, ledger = 'imageattach_ledger', pictureTable } = options
  const { onCleanupError = () => undefined, onEvent = () => undefined } = options
  const barriers = new Barriers()
  const repository = new KyselyRepository(db, sqlDialectOf(db, undefined), [ledger])
  const images = new ImageAttach<Kysely<Database>, Transaction<Database>>(withBarriers(repository, barriers), {
    stores: stores.map(store => storeWithBarriers(store, barriers)),
    ...(legacyStore ? { legacyStore: storeWithBarriers(legacyStore, barriers) } : {}),
    resizer: new PngResizer(),
    keepRetired,
    onCleanupError,
    onEvent,
  })
  const pictures = imageTable(db, pictureTable ?? 'user_picture', { owner: ['user_id'] })
  const photos = imageTable(db, 'post_photo', { owner: ['post_id'], discriminator: ['order_index'] })
  return {
    pictures: new SingleAttachment(images.define<Types>(attached(pictures))),
    photos: new MultipleAttachment(images.define<Types>(attached(photos))),
    images: images as unknown as Application<Types>['images'], // its transactions are handles too
    barriers,
    async begin() {
      const transaction = await db.startTransaction().execute()
      return {
        handle: transaction,
        commit: () => transaction.commit().execute(),
        rollback: () => transaction.rollback().execute(),
      }
    },
    transaction: work => db.transaction().execute(work),
  }
}

function attached(table: ImageTable) {
  return { table, ownerKey: (owner: object) => ownerKeyOf(table, owner) }
}

/** Controlled transactions have savepoints of their own; in the others an application writes them as SQL. */
async function inSavepoint<TResult>(
  handle: Kysely<Database>,
  work: (handle: Kysely<Database>) => Promise<TResult>,
): Promise<TResult> {
  if (isControlled(handle)) {
    const savepoint = await handle.savepoint('here').execute()
    try {
      const result = await work(savepoint)
      await savepoint.releaseSavepoint('here').execute()
      return result
    } catch (error) {
      await savepoint.rollbackToSavepoint('here').execute()
      throw error
    }
  }
  await sql`savepoint here`.execute(handle)
  try {
    const result = await work(handle)
    await sql`release savepoint here`.execute(handle)
    return result
  } catch (error) {
    await sql`rollback to savepoint here`.execute(handle)
    throw error
  }
}

function isControlled(handle: Kysely<Database>): handle is ControlledTransaction<Database> {
  return 'savepoint' in handle
}

/** What the engines can do, as the contract asks for it. */
export const capabilities: Readonly<Record<Engine['name'], readonly TransactionCapability[]>> = {
  SQLite: ['deferred-constraints'],
  PostgreSQL: ['concurrent', 'deferred-constraints', 'postgres'],
  MariaDB: ['concurrent', 'mariadb'],
}

export function settingName({ connections, isolation, engine }: Setting): string {
  if (engine.name === 'SQLite') return 'one connection'
  return `${connections === 1 ? 'one connection' : `${connections} connections`}, ${isolation}`
}
