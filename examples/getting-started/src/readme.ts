import { createImageTable, createLedger, type ImageColumns, kyselyImages } from '@imageattach/kysely'
import { sharpResizer } from '@imageattach/sharp'
import { FileSystemStore } from '@imageattach/store-fs'
import SQLite from 'better-sqlite3'
import { type Generated, Kysely, SqliteDialect, sql } from 'kysely'

interface Database {
  user: { id: Generated<number>; name: string }
  user_picture: ImageColumns & { user_id: number }
}
const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: new SQLite('app.db') }) })

// Once, in a migration: your table, the table of its pictures, and the ledger that keeps rows and files in agreement.
await sql`create table user (id integer primary key, name text not null)`.execute(db)
await createLedger(db)
await createImageTable(db, 'user_picture', {
  key: ['user_id'],
  columns: table => table.addColumn('user_id', 'integer', id => id.notNull().references('user.id')),
})

const store = new FileSystemStore({ path: 'pictures', baseUrl: '/pictures/' })
const images = kyselyImages({ db, store, resizer: sharpResizer() })
const userPictures = images.attachment('user_picture', { owner: ['user_id'] })

const user = await images.transaction(async trx => {
  const user = await trx.insertInto('user').values({ name: 'Ada' }).returningAll().executeTakeFirstOrThrow()
  await userPictures
    .using(trx)
    .of({ user_id: user.id })
    .fromPath('ada.jpg', { thumbnails: [{ width: 150 }] })
  return user // committed together: the user, two rows of pictures, two files
})

const picture = await userPictures.of({ user_id: user.id }).load() // one query, then no I/O
console.log(picture.thumbnail({ width: 150 })?.toHtml({ alt: user.name }))
