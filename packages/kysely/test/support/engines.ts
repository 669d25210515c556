import { randomBytes } from 'node:crypto'
import { mariadb, postgres, type TestService } from '@imageattach/test-services'
import SQLite from 'better-sqlite3'
import { Kysely, type Logger, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool, type RowDataPacket } from 'mysql2'
import { Client, Pool } from 'pg'
import type { Database } from './database.js'

/** What transactions of the application see, where the engine lets it choose. */
export type Isolation = 'read committed' | 'repeatable read'

/** An empty database of its own, gone when it is closed. */
export interface OpenDatabase {
  readonly db: Kysely<Database>
  /** The same database as another process has it: with connections of its own where the engine has several. */
  connect(poolSize?: number): Kysely<Database>
  /** Closes what `connect` has opened. */
  disconnect(): Promise<void>
  /** How many connections to this database wait for a lock right now. */
  lockWaits(): Promise<number>
  close(): Promise<void>
}

/** A real engine that the tests run on. */
export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL' | 'MariaDB'
  /** `undefined` for an engine that needs no server. */
  readonly service: TestService | undefined
  /** `onQuery` is told of every statement. */
  open(poolSize?: number, isolation?: Isolation, onQuery?: (statement: string) => void): Promise<OpenDatabase>
}

const sqlite: Engine = {
  name: 'SQLite',
  service: undefined,
  async open(_poolSize, _isolation, onQuery) {
    const database = new SQLite(':memory:')
    database.pragma('foreign_keys = on')
    const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }), log: logTo(onQuery) })
    return {
      db,
      connect: () => db,
      disconnect: async () => undefined,
      lockWaits: async () => 0,
      close: () => db.destroy(),
    }
  },
}

const postgresEngine: Engine = {
  name: 'PostgreSQL',
  service: postgres,
  async open(poolSize = 5, isolation = 'read committed', onQuery) {
    const schema = uniqueName()
    await asPostgresAdmin(`create schema ${schema}`)
    const options = `-c search_path=${schema} -c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`
    const connections = new Connections(poolSize, onQuery, max => {
      const pool = new Pool({
        connectionString: postgres.url,
        max,
        options,
        application_name: schema,
        idleTimeoutMillis: 1_000,
      })
      return new PostgresDialect({ pool })
    })
    return {
      db: connections.first,
      connect: size => connections.open(size),
      disconnect: () => connections.closeOthers(),
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
  async open(poolSize = 5, isolation = 'repeatable read', onQuery) {
    const database = uniqueName()
    const admin = createPool({ uri: mariadb.url ?? '', connectionLimit: 1 }).promise()
    await admin.query(`create database ${database}`)
    const connections = new Connections(poolSize, onQuery, connectionLimit => {
      const uri = (mariadb.url ?? '').replace(/\/[^/]*$/, `/${database}`)
      const pool = createPool({ uri, connectionLimit })
      pool.on('connection', connection => connection.query(`set session transaction isolation level ${isolation}`))
      return new MysqlDialect({ pool })
    })
    return {
      db: connections.first,
      connect: size => connections.open(size),
      disconnect: () => connections.closeOthers(),
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

export const engines: readonly Engine[] = [sqlite, postgresEngine, mariadbEngine]

/** All pools that were opened to one database. */
class Connections {
  readonly first: Kysely<Database>
  readonly #poolSize: number
  readonly #log: Logger
  readonly #dialect: (poolSize: number) => PostgresDialect | MysqlDialect
  #others: Kysely<Database>[] = []

  constructor(
    poolSize: number,
    onQuery: ((statement: string) => void) | undefined,
    dialect: (poolSize: number) => PostgresDialect | MysqlDialect,
  ) {
    this.#poolSize = poolSize
    this.#log = logTo(onQuery)
    this.#dialect = dialect
    this.first = new Kysely({ dialect: dialect(poolSize), log: this.#log })
  }

  open(poolSize = this.#poolSize): Kysely<Database> {
    const db = new Kysely<Database>({ dialect: this.#dialect(poolSize), log: this.#log })
    this.#others.push(db)
    return db
  }

  async closeOthers(): Promise<void> {
    const others = this.#others
    this.#others = []
    await Promise.all(others.map(db => db.destroy()))
  }

  async close(): Promise<void> {
    await Promise.all([this.closeOthers(), this.first.destroy()])
  }
}

function logTo(onQuery: (statement: string) => void = () => undefined): Logger {
  return event => onQuery(event.query.sql)
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
