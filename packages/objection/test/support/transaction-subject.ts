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
  LateConnection,
  MultipleAttachment,
  ownerKeyOf,
  SingleAttachment,
} from '@imageattach/core'
import type { Knex } from 'knex'
import { Model } from 'objection'
import { imageTable } from '../../src/image-table.js'
import { createLedger } from '../../src/index.js'
import { ObjectionRepository, sqlResult } from '../../src/objection-repository.js'
import { sqlDialectOf } from '../../src/sql-dialect-of.js'
import { emptyDatabase, giveBack } from './empty-databases.js'
import type { Engine, Isolation } from './engines.js'
import { Post, PostPhoto, User, UserPicture } from './models.js'

/** One engine with a number of connections for each application and an isolation level. */
export interface Setting {
  readonly engine: Engine
  readonly connections: number
  readonly isolation: Isolation
}

type Types = ImageTypes & { readonly handle: Knex }

/** The Objection adapter on an empty database, as the transaction contract wants it. */
export async function transactionSubject(setting: Setting): Promise<TransactionSubject & { close(): Promise<void> }> {
  const { engine, connections, isolation } = setting
  const database = await emptyDatabase(engine, connections, isolation)
  const { outside } = database
  const dialect = sqlDialectOf(database.knex, undefined).name
  const store = new SwitchableStore()
  const applications: { readonly app: Application<Types>; readonly options: ApplicationOptions }[] = []
  const open = (knex: Knex, options: ApplicationOptions = {}): Application<Types> => {
    const app = application(knex, { stores: [store], ...options })
    applications.push({ app, options })
    return app
  }

  const subject: TransactionSubject<Types> = {
    engine: dialect,
    isolation,
    connections,
    store,
    app: open(database.knex),
    applications,
    open: async options => open(database.connect(), options),
    async addLedger(name) {
      database.changed = true
      await createLedger(database.knex, { name })
    },
    savepoint: (handle, work) => handle.transaction(work),
    async sql(statement, handle = outside) {
      database.changed ||= /^\s*(create|alter|drop)\b/i.test(statement)
      const text = engine.name === 'MariaDB' ? statement.replaceAll('"', '`') : statement
      return sqlResult(dialect, await handle.raw(text)).rows
    },
    lockWaits: () => database.lockWaits(),
    async addUser(id) {
      await User.query(outside).insert({ id, name: 'someone' })
      return { user_id: id }
    },
    async addPost(id) {
      await Post.query(outside).insert({ id })
      return { post_id: id }
    },
  }
  return { ...(subject as unknown as TransactionSubject), close: () => giveBack(database) }
}

/** What `objectionImages` makes, with barriers between core and its ports. */
function application(knex: Knex, options: ApplicationOptions): Application<Types> {
  const { keepRetired = 0, stores = [], legacyStore, ledger = 'imageattach_ledger', pictureTable } = options
  const { onCleanupError = () => undefined, onEvent = () => undefined } = options
  const barriers = new Barriers()
  const connection = new LateConnection<Knex>('knex')
  connection.connect(knex)
  const repository = new ObjectionRepository(connection, ledger, undefined)
  const images = new ImageAttach<Knex, Knex.Transaction>(withBarriers(repository, barriers), {
    stores: stores.map(store => storeWithBarriers(store, barriers)),
    ...(legacyStore ? { legacyStore: storeWithBarriers(legacyStore, barriers) } : {}),
    resizer: new PngResizer(),
    keepRetired,
    onCleanupError,
    onEvent,
  })
  const table = pictureTable ?? 'user_picture'
  class Picture extends UserPicture {
    static override tableName = table
    static override relationMappings = () => ({
      user: {
        relation: Model.BelongsToOneRelation,
        modelClass: User,
        join: { from: `${table}.user_id`, to: 'user.id' },
      },
    })
  }
  const pictures = imageTable(knex, Picture as unknown as typeof Model, { owner: 'user' })
  const photos = imageTable(knex, PostPhoto as unknown as typeof Model, {
    owner: 'post',
    discriminator: ['order_index'],
  })
  return {
    pictures: new SingleAttachment(images.define<Types>(attached(pictures))),
    photos: new MultipleAttachment(images.define<Types>(attached(photos))),
    images: images as unknown as Application<Types>['images'], // its transactions are handles too
    barriers,
    async begin() {
      const transaction = await knex.transaction()
      return {
        handle: transaction,
        commit: async () => void (await transaction.commit()),
        rollback: async () => void (await transaction.rollback()),
      }
    },
    transaction: work => knex.transaction(work),
  }
}

function attached(table: ImageTable) {
  return { table, ownerKey: (owner: object) => ownerKeyOf(table, owner) }
}

/** What the engines can do, as the contract asks for it. */
export const capabilities: Readonly<Record<Engine['name'], readonly TransactionCapability[]>> = {
  // Knex leaves a transaction of the application open when its commit fails on SQLite; a test holds ours to the rule.
  SQLite: [],
  PostgreSQL: ['concurrent', 'deferred-constraints', 'postgres'],
  MariaDB: ['concurrent', 'mariadb'],
}

export function settingName({ connections, isolation, engine }: Setting): string {
  if (engine.name === 'SQLite') return 'one connection'
  return `${connections === 1 ? 'one connection' : `${connections} connections`}, ${isolation}`
}
