import { randomBytes } from 'node:crypto'
import { mariadb, postgres, type TestService } from '@imageattach/test-services'
import Knex, { type Knex as Database } from 'knex'
import { createPool, type RowDataPacket } from 'mysql2'
import { Client } from 'pg'

/** What transactions of the application see, where the engine lets it choose. */
export type Isolation = 'read committed' | 'repeatable read'

/** An empty database of its own, gone when it is closed. */
export interface OpenDatabase {
  readonly knex: Database
  /** The same database as another process has it: with connections of its own where the engine has several. */
  connect(): Database
  /** How many connections to this database wait for a lock right now. */
  lockWaits(): Promise<number>
  close(): Promise<void>
}

/** A real engine that the tests run on. */
export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL' | 'MariaDB'
  /** `undefined` for an engine that needs no server. */
  readonly service: TestService | undefined
  open(poolSize?: number, isolation?: Isolation, options?: Database.Config): Promise<OpenDatabase>
}

const sqlite: Engine = {
  name: 'SQLite',
  service: undefined,
  async open(_poolSize, _isolation, options) {
    const knex = openSqlite(options)
    return { knex, connect: () => knex, lockWaits: async () => 0, close: () => knex.destroy() }
  },
}

const postgresEngine: Engine = {
  name: 'PostgreSQL',
  service: postgres,
  async open(poolSize = 5, isolation = 'read committed', options = {}) {
    const schema = uniqueName()
    await asPostgresAdmin(`create schema ${schema}`)
    const connections = new Connections({
      client: 'pg',
      connection: {
        connectionString: postgres.url ?? '',
        options: `-c search_path=${schema} -c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`,
        application_name: schema,
      },
      pool: { ...idleSoon, max: poolSize },
      ...options,
    })
    return {
      knex: connections.open(),
      connect: () => connections.open(),
      async lockWaits() {
        const waiting = await asPostgresAdmin(
          `select 1 from pg_stat_activity where application_name = '${schema}' and wait_event_type = 'Lock'`,
        )
        return waiting.length
      },
      async close() {
        await connections.close()
        await asPostgresAdmin(`drop schema ${schema} cascade`)
      },
    }
  },
}

const mariadbEngine: Engine = {
  name: 'MariaDB',
  service: mariadb,
  async open(poolSize = 5, isolation = 'repeatable read', options = {}) {
    const database = uniqueName()
    const admin = createPool({ uri: mariadb.url ?? '', connectionLimit: 1 }).promise()
    await admin.query(`create database ${database}`)
    const connections = new Connections({
      client: 'mysql2',
      connection: (mariadb.url ?? '').replace(/\/[^/]*$/, `/${database}`),
      pool: {
        ...idleSoon,
        max: poolSize,
        afterCreate: (connection: MysqlConnection, done: (error?: unknown) => void) =>
          connection.query(`set session transaction isolation level ${isolation}`, done),
      },
      ...options,
    })
    return {
      knex: connections.open(),
      connect: () => connections.open(),
      async lockWaits() {
        // What information_schema tells of locks is a copy, renewed only when nobody has asked for a while.
        const [[status], [threads]] = await Promise.all([
          admin.query<RowDataPacket[]>('show engine innodb status'),
          admin.query<RowDataPacket[]>(`select id from information_schema.processlist where db = '${database}'`),
        ])
        const ours = new Set(threads.map(thread => Number(thread.id)))
        const waiting = String(status[0]?.Status)
          .split('---TRANSACTION')
          .filter(transaction => transaction.includes('LOCK WAIT'))
        return waiting.filter(transaction => ours.has(Number(/thread id (\d+)/.exec(transaction)?.[1]))).length
      },
      async close() {
        await connections.close()
        await admin.query(`drop database ${database}`)
        await admin.end()
      },
    }
  },
}

/** A server has connections for so many tests at once only. */
const idleSoon = { min: 0, idleTimeoutMillis: 300, reapIntervalMillis: 100 }

export const engines: readonly Engine[] = [sqlite, postgresEngine, mariadbEngine]

/** An empty database in memory. */
export function openSqlite(options: Database.Config = {}): Database {
  return Knex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: { pragma(text: string): unknown }, done: () => void) {
        connection.pragma('foreign_keys = on')
        done()
      },
    },
    ...options,
  })
}

interface MysqlConnection {
  query(statement: string, done: (error?: unknown) => void): void
}

/** All pools that were opened to one database. */
class Connections {
  readonly #open: Database[] = []
  readonly #config: Database.Config

  constructor(config: Database.Config) {
    this.#config = config
  }

  open(): Database {
    const knex = Knex(this.#config)
    this.#open.push(knex)
    return knex
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map(knex => knex.destroy()))
  }
}

function uniqueName(): string {
  return `imageattach_${randomBytes(6).toString('hex')}`
}

async function asPostgresAdmin(statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: postgres.url })
  await client.connect()
  try {
    return (await client.query<object>(statement)).rows
  } finally {
    await client.end()
  }
}
