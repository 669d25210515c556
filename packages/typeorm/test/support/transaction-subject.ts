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
  entityOwnerKey,
  ImageAttach,
  type ImageTypes,
  LateConnection,
  MultipleAttachment,
  SingleAttachment,
} from '@imageattach/core'
import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import { type AttachedEntity, attachedEntity } from '../../src/image-table.js'
import { ImagesSubscriber } from '../../src/images-subscriber.js'
import { createLedger, type TypeormHandle } from '../../src/index.js'
import { PendingImages } from '../../src/pending-images.js'
import { sqlDialectOf } from '../../src/sql-dialect-of.js'
import { TypeormRepository } from '../../src/typeorm-repository.js'
import { emptyDatabase, giveBack } from './empty-databases.js'
import type { Engine, Isolation } from './engines.js'
import { entitiesOf } from './entities.js'

/** One engine with a number of connections for each application and an isolation level. */
export interface Setting {
  readonly engine: Engine
  readonly connections: number
  readonly isolation: Isolation
}

type Types = ImageTypes & { readonly handle: TypeormHandle }

/** The TypeORM adapter on an empty database, as the transaction contract wants it. */
export async function transactionSubject(setting: Setting): Promise<TransactionSubject & { close(): Promise<void> }> {
  const { engine, connections, isolation } = setting
  const database = await emptyDatabase(engine, connections, isolation)
  const { outside } = database
  const { User, Post } = entitiesOf[engine.name]
  const store = new SwitchableStore()
  const applications: { readonly app: Application<Types>; readonly options: ApplicationOptions }[] = []
  const open = (dataSource: DataSource, options: ApplicationOptions = {}): Application<Types> => {
    const app = application(engine, dataSource, { stores: [store], ...options })
    applications.push({ app, options })
    return app
  }

  const subject: TransactionSubject<Types> = {
    engine: sqlDialectOf(database.dataSource).name,
    isolation,
    connections,
    store,
    app: open(database.dataSource),
    applications,
    open: async options => open(await database.connect(), options),
    async addLedger(name) {
      database.changed = true
      await createLedger(database.dataSource, { name })
    },
    savepoint: (handle, work) => managerOf(handle).transaction(work),
    async sql(statement, handle) {
      database.changed ||= /^\s*(create|alter|drop)\b/i.test(statement)
      const text = engine.name === 'MariaDB' ? statement.replaceAll('"', '`') : statement
      return handle ? runStatement(runnerOf(handle), text) : runOutside(outside, text)
    },
    lockWaits: () => database.lockWaits(),
    async addUser(id) {
      await outside.manager.insert(User, { id, name: 'someone' })
      return { user_id: id }
    },
    async addPost(id) {
      await outside.manager.insert(Post, { id })
      return { post_id: id }
    },
  }
  return {
    ...(subject as unknown as TransactionSubject),
    async close() {
      database.dataSource.subscribers.length = 0
      await giveBack(database)
    },
  }
}

/** What `typeormImages` makes, with barriers between core and its ports. */
function application(engine: Engine, dataSource: DataSource, options: ApplicationOptions): Application<Types> {
  const { UserPicture, PostPhoto } = entitiesOf[engine.name]
  const { keepRetired = 0, stores = [], legacyStore, ledger = 'imageattach_ledger', pictureTable } = options
  const { onCleanupError = () => undefined, onEvent = () => undefined } = options
  const barriers = new Barriers()
  const connection = new LateConnection<DataSource>('dataSource')
  connection.connect(dataSource)
  const repository = new TypeormRepository(connection, ledger)
  const images = new ImageAttach<TypeormHandle, EntityManager>(withBarriers(repository, barriers), {
    stores: stores.map(store => storeWithBarriers(store, barriers)),
    ...(legacyStore ? { legacyStore: storeWithBarriers(legacyStore, barriers) } : {}),
    resizer: new PngResizer(),
    keepRetired,
    onCleanupError,
    onEvent,
  })
  const onEnd = (runner: QueryRunner): void => images.transactionEnded(repository.ended(runner))
  dataSource.subscribers.push(new ImagesSubscriber({ attachments: [], pending: new PendingImages(), onEnd }))
  const pictures = renamed(attachedEntity(dataSource, UserPicture, { owner: 'user' }), pictureTable)
  const photos = attachedEntity(dataSource, PostPhoto, { owner: 'post', discriminator: ['order_index'] })
  return {
    pictures: new SingleAttachment(images.define<Types>(definitionOf(pictures))),
    photos: new MultipleAttachment(images.define<Types>(definitionOf(photos))),
    images: images as unknown as Application<Types>['images'], // its transactions are handles too
    barriers,
    async begin() {
      const runner = dataSource.createQueryRunner()
      await runner.startTransaction()
      return {
        handle: runner,
        commit: () => runner.commitTransaction().finally(() => runner.release()),
        rollback: () => runner.rollbackTransaction().finally(() => runner.release()),
      }
    },
    transaction: work => dataSource.transaction(work),
  }
}

function definitionOf({ table, owner }: AttachedEntity) {
  return { table, ownerKey: (given: object) => entityOwnerKey(table, given, owner) }
}

/** As an entity of another name would be described. */
function renamed(attached: AttachedEntity, name: string | undefined): AttachedEntity {
  if (name === undefined) return attached
  return { ...attached, table: { ...attached.table, name, sqlName: name, objectType: name } }
}

function runnerOf(handle: TypeormHandle): QueryRunner {
  const runner = 'manager' in handle ? handle : handle.queryRunner
  if (runner) return runner
  throw new Error('The handle is no transaction')
}

function managerOf(handle: TypeormHandle): EntityManager {
  return 'manager' in handle ? handle.manager : handle
}

async function runOutside(dataSource: DataSource, text: string) {
  const runner = dataSource.createQueryRunner()
  try {
    return await runStatement(runner, text)
  } finally {
    await runner.release()
  }
}

async function runStatement(runner: QueryRunner, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await runner.query(text, [], true)).records
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
