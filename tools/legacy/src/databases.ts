import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImageColumns } from '@imageattach/kysely'
import SQLite from 'better-sqlite3'
import { type Kysely as Db, Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from 'kysely'
import { createPool } from 'mysql2'
import { Pool } from 'pg'

/** The tables of the fixture. */
export interface Database {
  user: { id: number; name: string }
  post: { id: number; content: string }
  user_picture: ImageColumns & { user_id: number }
  post_photo: ImageColumns & { post_id: number; order_index: number }
}

/** A database that holds the rows of legacy.db, in tables as SQLAlchemy made them there. */
export interface LegacyDatabase {
  readonly db: Db<Database>
  /** Removes it. */
  close(): Promise<void>
}

/** The engines that can be had here: SQLite always, the servers when their URL is set. */
export const engines: readonly { readonly name: string; open(file: string): Promise<LegacyDatabase> }[] = [
  { name: 'SQLite', open: openCopy },
  ...(process.env.TEST_PG_URL ? [{ name: 'PostgreSQL', open: loadIntoPostgres }] : []),
  ...(process.env.TEST_MYSQL_URL ? [{ name: 'MariaDB', open: loadIntoMariadb }] : []),
]

/** The file itself, copied: an upgrade must not change the original. */
async function openCopy(file: string): Promise<LegacyDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'imageattach-legacy-'))
  copyFileSync(file, join(folder, 'legacy.db'))
  const database = new SQLite(join(folder, 'legacy.db'))
  database.pragma('foreign_keys = on')
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
  return {
    db,
    async close() {
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

async function loadIntoPostgres(file: string): Promise<LegacyDatabase> {
  const schema = uniqueName()
  const pool = (options = '') =>
    new PostgresDialect({ pool: new Pool({ connectionString: process.env.TEST_PG_URL, max: 2, options }) })
  const admin = new Kysely<never>({ dialect: pool() })
  await admin.schema.createSchema(schema).execute()
  const db = new Kysely<Database>({ dialect: pool(`-c search_path=${schema}`) })
  await loadRows(db, file, { createdAt: 'timestamp with time zone', zone: '+00' })
  return {
    db,
    async close() {
      await db.destroy()
      await admin.schema.dropSchema(schema).cascade().execute()
      await admin.destroy()
    },
  }
}

async function loadIntoMariadb(file: string): Promise<LegacyDatabase> {
  const name = uniqueName()
  const pool = (database?: string) => {
    const uri = process.env.TEST_MYSQL_URL ?? ''
    return new MysqlDialect({
      pool: createPool({ uri: database ? uri.replace(/\/[^/]*$/, `/${database}`) : uri, connectionLimit: 2 }),
    })
  }
  const admin = new Kysely<never>({ dialect: pool() })
  await sql`create database ${sql.id(name)}`.execute(admin)
  const db = new Kysely<Database>({ dialect: pool(name) })
  await loadRows(db, file, { createdAt: 'datetime', zone: '' })
  return {
    db,
    async close() {
      await db.destroy()
      await sql`drop database ${sql.id(name)}`.execute(admin)
      await admin.destroy()
    },
  }
}

interface Types {
  readonly createdAt: string
  /** What follows a time. */
  readonly zone: string
}

/** The tables as SQLAlchemy makes them on this engine, with the rows of a file of SQLite. */
async function loadRows(db: Db<Database>, file: string, types: Types): Promise<void> {
  const image = (key: readonly string[], owner: string) =>
    sql`width integer not null, height integer not null, mimetype varchar(255) not null, original boolean not null,
      created_at ${sql.raw(types.createdAt)} not null, ${sql.join(key.map(name => sql`${sql.id(name)} integer not null`))},
      primary key (width, height, ${sql.join(key.map(name => sql.id(name)))}),
      foreign key (${sql.id(key[0] ?? '')}) references ${sql.id(owner)} (id)`
  const tables = [
    ['user', sql`id integer not null, name varchar(50) not null, primary key (id)`],
    ['post', sql`id integer not null, content varchar(200) not null, primary key (id)`],
    ['user_picture', image(['user_id'], 'user')],
    ['post_photo', image(['post_id', 'order_index'], 'post')],
  ] as const
  const source = new SQLite(file, { readonly: true })
  try {
    for (const [name, definition] of tables) {
      await sql`create table ${sql.id(name)} (${definition})`.execute(db)
      for (const row of source.prepare<[], Record<string, unknown>>(`select * from "${name}"`).all()) {
        const columns = Object.keys(row).map(column => sql.id(column))
        const values = Object.entries(row).map(([column, value]) => inDatabase(column, value, types))
        await sql`insert into ${sql.id(name)} (${sql.join(columns)}) values (${sql.join(values)})`.execute(db)
      }
    }
  } finally {
    source.close()
  }
}

function inDatabase(column: string, value: unknown, { zone }: Types): unknown {
  if (column === 'original') return value === 1
  return column === 'created_at' ? `${value}${zone}` : value
}

function uniqueName(): string {
  return `imageattach_legacy_${randomBytes(6).toString('hex')}`
}
