import SQLite from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import type { Calls } from '../calls.ts'
import { faultyMariadb } from './faulty-mariadb.ts'
import { faultyPostgres } from './faulty-postgres.ts'
import { faultySqlite } from './faulty-sqlite.ts'
import type { Database } from './tables.ts'

export const engineNames = ['sqlite', 'postgres', 'mariadb'] as const

export type EngineName = (typeof engineNames)[number]

/** Where a database is: everything that another process needs to open it. */
export type DatabasePlace =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly schema: string; readonly poolSize: number }
  | { readonly engine: 'mariadb'; readonly url: string; readonly poolSize: number }

/** Opens a database; with `calls`, each of its statements is counted and may break. */
export async function openDatabase(place: DatabasePlace, calls?: Calls): Promise<Kysely<Database>> {
  switch (place.engine) {
    case 'sqlite': {
      const database = new SQLite(place.file)
      database.pragma('journal_mode = wal')
      database.pragma('foreign_keys = on')
      return new Kysely({ dialect: new SqliteDialect({ database: calls ? faultySqlite(database, calls) : database }) })
    }
    case 'postgres': {
      const { Pool } = await import('pg').then(module => module.default)
      const { url, schema, poolSize } = place
      const options = `-c search_path=${schema} -c application_name=${schema}`
      const pool = new Pool({ connectionString: url, max: poolSize, options })
      return new Kysely({ dialect: new PostgresDialect({ pool: calls ? faultyPostgres(pool, calls) : pool }) })
    }
    case 'mariadb': {
      const { createPool } = await import('mysql2')
      const pool = createPool({ uri: place.url, connectionLimit: place.poolSize })
      return new Kysely({ dialect: new MysqlDialect({ pool: calls ? faultyMariadb(pool, calls) : pool }) })
    }
  }
}
