import { randomBytes } from 'node:crypto'
import { mariadb, postgres, type TestService } from '@imageattach/test-services'
import type { Pool } from 'mysql2'
import { DataSource, type DataSourceOptions } from 'typeorm'

/** What transactions of the application see, where the engine lets it choose. */
export type Isolation = 'read committed' | 'repeatable read'

/** An empty database of its own, gone when it is closed. */
export interface OpenDatabase {
  readonly dataSource: DataSource
  /** The same database as another process has it: with connections of its own where the engine has several. */
  connect(): Promise<DataSource>
  /** How many connections to this database wait for a lock right now. */
  lockWaits(): Promise<number>
  close(): Promise<void>
}

export interface OpenOptions {
  readonly entities: NonNullable<DataSourceOptions['entities']>
  readonly synchronize?: boolean
  readonly connections?: number
  readonly isolation?: Isolation
}

/** A real engine that the tests run on. */
export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL' | 'MariaDB'
  /** `undefined` for an engine that needs no server. */
  readonly service: TestService | undefined
  open(options: OpenOptions): Promise<OpenDatabase>
}

const sqlite: Engine = {
  name: 'SQLite',
  service: undefined,
  async open({ entities, synchronize = true }) {
    const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities, synchronize })
    await dataSource.initialize()
    return {
      dataSource,
      connect: async () => dataSource,
      lockWaits: async () => 0,
      close: () => dataSource.destroy(),
    }
  },
}

const postgresEngine: Engine = {
  name: 'PostgreSQL',
  service: postgres,
  async open({ entities, synchronize = true, connections = 5, isolation = 'read committed' }) {
    const schema = uniqueName()
    const admin = await new DataSource({ type: 'postgres', url: postgres.url ?? '', poolSize: 1 }).initialize()
    await admin.query(`create schema ${schema}`)
    const level = isolation.replace(' ', '\\ ')
    const open = openerOf(first => ({
      type: 'postgres',
      url: postgres.url ?? '',
      schema,
      entities,
      synchronize: synchronize && first,
      poolSize: connections,
      applicationName: schema,
      extra: { options: `-c search_path=${schema} -c default_transaction_isolation=${level}` },
    }))
    return {
      dataSource: await open.first(),
      connect: () => open.another(),
      async lockWaits() {
        const waiting: readonly unknown[] = await admin.query(
          `select 1 from pg_stat_activity where application_name = '${schema}' and wait_event_type = 'Lock'`,
        )
        return waiting.length
      },
      async close() {
        await open.close()
        await admin.query(`drop schema ${schema} cascade`)
        await admin.destroy()
      },
    }
  },
}

const mariadbEngine: Engine = {
  name: 'MariaDB',
  service: mariadb,
  async open({ entities, synchronize = true, connections = 5, isolation = 'repeatable read' }) {
    const database = uniqueName()
    const url = mariadb.url ?? ''
    const admin = await new DataSource({ type: 'mariadb', url, poolSize: 1 }).initialize()
    await admin.query(`create database ${database}`)
    const open = openerOf(
      first => ({
        type: 'mariadb',
        url: url.replace(/\/[^/]*$/, `/${database}`),
        entities,
        synchronize: synchronize && first,
        poolSize: connections,
      }),
      dataSource => setIsolation(dataSource, isolation),
    )
    return {
      dataSource: await open.first(),
      connect: () => open.another(),
      async lockWaits() {
        // What information_schema tells of locks is a copy, renewed only when nobody has asked for a while.
        const [status]: readonly { readonly Status: string }[] = await admin.query('show engine innodb status')
        const threads: readonly { readonly id: number | string }[] = await admin.query(
          `select id from information_schema.processlist where db = '${database}'`,
        )
        const ours = new Set(threads.map(thread => Number(thread.id)))
        const waiting = (status?.Status ?? '').split('---TRANSACTION').filter(text => text.includes('LOCK WAIT'))
        return waiting.filter(text => ours.has(Number(/thread id (\d+)/.exec(text)?.[1]))).length
      },
      async close() {
        await open.close()
        await admin.query(`drop database ${database}`)
        await admin.destroy()
      },
    }
  },
}

export const engines: readonly Engine[] = [sqlite, postgresEngine, mariadbEngine]

/** Opens data sources to one database and closes them all. */
function openerOf(
  options: (first: boolean) => DataSourceOptions,
  prepare: (dataSource: DataSource) => Promise<unknown> = async () => undefined,
) {
  const opened: DataSource[] = []
  const open = async (first: boolean): Promise<DataSource> => {
    const dataSource = await new DataSource(options(first)).initialize()
    opened.push(dataSource)
    await prepare(dataSource)
    return dataSource
  }
  return {
    first: () => open(true),
    another: () => open(false),
    close: () => Promise.all(opened.map(dataSource => dataSource.destroy())),
  }
}

/** For the one connection that there is after initializing, and for every later one. */
async function setIsolation(dataSource: DataSource, isolation: Isolation): Promise<void> {
  const statement = `set session transaction isolation level ${isolation}`
  const { pool } = dataSource.driver as unknown as { readonly pool: Pool } // of mysql2
  pool.on('connection', connection => connection.query(statement))
  await dataSource.query(statement)
}

function uniqueName(): string {
  return `imageattach_${randomBytes(6).toString('hex')}`
}
