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
  connect(connections?: number): Promise<DataSource>
  /** Closes what `connect` has opened. */
  disconnect(): Promise<void>
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
      disconnect: async () => undefined,
      lockWaits: async () => 0,
      close: () => dataSource.destroy(),
    }
  },
}

const postgresEngine: Engine = {
  name: 'PostgreSQL',
  service: postgres,
  async open({ entities, synchronize = true, connections = 5, isolation = 'read committed' }) {
    const url = postgres.url ?? ''
    const schema = uniqueName()
    const asAdmin = (statement: string) => queryOnce({ type: 'postgres', url }, statement)
    await asAdmin(`create schema ${schema}`)
    const level = isolation.replace(' ', '\\ ')
    const opened = new DataSources(connections, (poolSize, isFirst) => ({
      type: 'postgres',
      url,
      schema,
      entities,
      synchronize: synchronize && isFirst,
      poolSize,
      applicationName: schema,
      extra: {
        options: `-c search_path=${schema} -c default_transaction_isolation=${level}`,
        idleTimeoutMillis: 1_000,
      },
    }))
    return {
      dataSource: await opened.first(),
      connect: poolSize => opened.another(poolSize),
      disconnect: () => opened.closeOthers(),
      async lockWaits() {
        const waiting = await asAdmin(
          `select 1 from pg_stat_activity where application_name = '${schema}' and wait_event_type = 'Lock'`,
        )
        return waiting.length
      },
      async close() {
        await opened.close()
        await asAdmin(`drop schema ${schema} cascade`)
      },
    }
  },
}

const mariadbEngine: Engine = {
  name: 'MariaDB',
  service: mariadb,
  async open({ entities, synchronize = true, connections = 5, isolation = 'repeatable read' }) {
    const url = mariadb.url ?? ''
    const database = uniqueName()
    const asAdmin = (statement: string) => queryOnce({ type: 'mariadb', url }, statement)
    await asAdmin(`create database ${database}`)
    const opened = new DataSources(
      connections,
      (poolSize, isFirst) => ({
        type: 'mariadb',
        url: url.replace(/\/[^/]*$/, `/${database}`),
        entities,
        synchronize: synchronize && isFirst,
        poolSize,
      }),
      dataSource => setIsolation(dataSource, isolation),
    )
    return {
      dataSource: await opened.first(),
      connect: poolSize => opened.another(poolSize),
      disconnect: () => opened.closeOthers(),
      async lockWaits() {
        // What information_schema tells of locks is a copy, renewed only when nobody has asked for a while.
        const [status] = await asAdmin('show engine innodb status')
        const threads = await asAdmin(`select id from information_schema.processlist where db = '${database}'`)
        const ours = new Set(threads.map(thread => Number(thread.id)))
        const waiting = String(status?.Status)
          .split('---TRANSACTION')
          .filter(text => text.includes('LOCK WAIT'))
        return waiting.filter(text => ours.has(Number(/thread id (\d+)/.exec(text)?.[1]))).length
      },
      async close() {
        await opened.close()
        await asAdmin(`drop database ${database}`)
      },
    }
  },
}

export const engines: readonly Engine[] = [sqlite, postgresEngine, mariadbEngine]

/** All data sources that were opened to one database. */
class DataSources {
  readonly #connections: number
  readonly #options: (poolSize: number, isFirst: boolean) => DataSourceOptions
  readonly #prepare: (dataSource: DataSource) => Promise<unknown>
  #first: DataSource | undefined
  #others: DataSource[] = []

  constructor(
    connections: number,
    options: (poolSize: number, isFirst: boolean) => DataSourceOptions,
    prepare: (dataSource: DataSource) => Promise<unknown> = async () => undefined,
  ) {
    this.#connections = connections
    this.#options = options
    this.#prepare = prepare
  }

  async first(): Promise<DataSource> {
    this.#first = await this.#open(this.#connections, true)
    return this.#first
  }

  async another(poolSize = this.#connections): Promise<DataSource> {
    const dataSource = await this.#open(poolSize, false)
    this.#others.push(dataSource)
    return dataSource
  }

  async closeOthers(): Promise<void> {
    const others = this.#others
    this.#others = []
    await Promise.all(others.map(dataSource => dataSource.destroy()))
  }

  async close(): Promise<void> {
    await Promise.all([this.closeOthers(), this.#first?.destroy()])
  }

  async #open(poolSize: number, isFirst: boolean): Promise<DataSource> {
    const dataSource = await new DataSource(this.#options(poolSize, isFirst)).initialize()
    await this.#prepare(dataSource)
    return dataSource
  }
}

/** A statement on a connection that is closed right after it: servers take only so many. */
async function queryOnce(
  options: { readonly type: 'postgres' | 'mariadb'; readonly url: string },
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const dataSource = await new DataSource({ ...options, poolSize: 1 }).initialize()
  try {
    return await dataSource.query(statement)
  } finally {
    await dataSource.destroy()
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
