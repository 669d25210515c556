import { randomBytes } from 'node:crypto'
import { mariadb, postgres, type TestService } from '@imageattach/test-services'
import SQLite from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import { Client, Pool } from 'pg'
import type { Database } from './database.js'

/** An empty database of its own, gone when it is closed. */
export interface OpenDatabase {
  readonly db: Kysely<Database>
  close(): Promise<void>
}

/** A real engine that the tests run on. */
export interface Engine {
  readonly name: string
  /** `undefined` for an engine that needs no server. */
  readonly service: TestService | undefined
  open(poolSize?: number): Promise<OpenDatabase>
}

const sqlite: Engine = {
  name: 'SQLite',
  service: undefined,
  async open() {
    const database = new SQLite(':memory:')
    database.pragma('foreign_keys = on')
    const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
    return { db, close: () => db.destroy() }
  },
}

const postgresEngine: Engine = {
  name: 'PostgreSQL',
  service: postgres,
  async open(poolSize = 5) {
    const schema = uniqueName()
    await asPostgresAdmin(`create schema ${schema}`)
    const pool = new Pool({ connectionString: postgres.url, max: poolSize, options: `-c search_path=${schema}` })
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
    return {
      db,
      async close() {
        await db.destroy()
        await asPostgresAdmin(`drop schema ${schema} cascade`)
      },
    }
  },
}

const mariadbEngine: Engine = {
  name: 'MariaDB',
  service: mariadb,
  async open(poolSize = 5) {
    const database = uniqueName()
    const admin = createPool({ uri: mariadb.url ?? '', connectionLimit: 1 })
    await admin.promise().query(`create database ${database}`)
    const pool = createPool({ uri: (mariadb.url ?? '').replace(/\/[^/]*$/, `/${database}`), connectionLimit: poolSize })
    const db = new Kysely<Database>({ dialect: new MysqlDialect({ pool }) })
    return {
      db,
      async close() {
        await db.destroy()
        await admin.promise().query(`drop database ${database}`)
        await admin.promise().end()
      },
    }
  },
}

export const engines: readonly Engine[] = [sqlite, postgresEngine, mariadbEngine]

function uniqueName(): string {
  return `imageattach_${randomBytes(6).toString('hex')}`
}

async function asPostgresAdmin(statement: string): Promise<void> {
  const client = new Client({ connectionString: postgres.url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
