import type { ImageColumns, LedgerTable } from '@imageattach/kysely'
import SqliteDatabase from 'better-sqlite3'
import { type Generated, Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations.js'

/** The tables of the playground, as an application with Kysely declares them. */
export interface Database {
  readonly user: { readonly id: Generated<number>; readonly name: string }
  readonly user_picture: ImageColumns & { readonly user_id: number }
  readonly post: { readonly id: Generated<number>; readonly title: string }
  readonly post_photo: ImageColumns & { readonly post_id: number; readonly order_index: number }
  readonly imageattach_ledger: LedgerTable
}

/** Opens the database, and brings its tables up to date. */
export async function openDatabase(path: string): Promise<Kysely<Database>> {
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: new SqliteDatabase(path) }) })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return db
  await db.destroy()
  throw error
}
