import type { ImageColumns } from '@imageattach/kysely'
import SQLite from 'better-sqlite3'
import { type Generated, Kysely, SqliteDialect } from 'kysely'

export interface Database {
  user: { id: Generated<number>; name: string }
  user_picture: ImageColumns & { user_id: number }
}

export const db = new Kysely<Database>({
  dialect: new SqliteDialect({ database: new SQLite('app.db') }),
})
