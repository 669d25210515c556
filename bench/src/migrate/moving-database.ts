import { PngResizer } from '@imageattach/contracts'
import type { Store } from '@imageattach/core'
import { createImageTable, createLedger, type ImageColumns, type KyselyImages, kyselyImages } from '@imageattach/kysely'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { keptStatements } from './kept-statements.ts'

interface Database {
  user_picture: ImageColumns & { user_id: number }
}

/** A table of originals that are all in one store. */
export interface MovingDatabase {
  readonly images: KyselyImages<Database>
  close(): Promise<void>
}

/** What all rows of the table say of their files. */
export interface FileFacts {
  readonly count: number
  readonly store: string
  readonly byteSize: number
  readonly checksum: string
}

/** A database of SQLite with rows that nobody attached: their files are the caller's business, `pathOf` tells where. */
export async function movingDatabase(
  file: string,
  stores: readonly Store[],
  { count, store, byteSize, checksum }: FileFacts,
): Promise<MovingDatabase> {
  const database = new SQLite(file)
  database.pragma('journal_mode = wal')
  // Its cache is not what is measured.
  database.pragma('cache_size = -2000')
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: keptStatements(database) }) })
  await createLedger(db)
  await createImageTable(db, 'user_picture', {
    key: ['user_id'],
    columns: table => table.addColumn('user_id', 'integer', column => column.notNull()),
  })
  database
    .prepare(
      `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ?)
       insert into user_picture (user_id, width, height, mimetype, original, created_at, path, store, byte_size, checksum)
       select n, 40, 30, 'image/png', true, '2026-01-02 03:04:05',
         'bench/user-picture/' || printf('%02x', n % 256) || '/' || n || '.png', ?, ?, ?
       from numbers`,
    )
    .run(count, store, byteSize, checksum)
  const images = kyselyImages({ db, stores, resizer: new PngResizer() })
  images.attachment('user_picture', { owner: ['user_id'] })
  return { images, close: () => db.destroy() }
}

/** Where the file of the nth row is. */
export function pathOf(number: number): string {
  return `bench/user-picture/${(number % 256).toString(16).padStart(2, '0')}/${number}.png`
}
