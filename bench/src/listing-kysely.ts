import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import type { SizeRequest } from '@imageattach/core'
import { createImageTable, createLedger, type ImageColumns, kyselyImages } from '@imageattach/kysely'
import SQLite from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { joinByHand, type ListingSubject, owners, thumbnailUrlsOf, urlsOf, wholeJoinByHand } from './listing-subject.ts'

interface Database {
  user: { id: number; name: string }
  user_picture: ImageColumns & { user_id: number }
}

export async function kyselyListing(thumbnails: readonly SizeRequest[]): Promise<ListingSubject> {
  let listener = (): void => undefined
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: new SQLite(':memory:') }),
    log: () => listener(),
  })
  await createLedger(db)
  await db.schema
    .createTable('user')
    .addColumn('id', 'integer', column => column.primaryKey())
    .addColumn('name', 'text')
    .execute()
  await createImageTable(db, 'user_picture', {
    key: ['user_id'],
    columns: table => table.addColumn('user_id', 'integer', column => column.notNull().references('user.id')),
  })
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer: new PngResizer() })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })
  await images.transaction(async trx => {
    for (let id = 1; id <= owners; id += 1) {
      const user = { id, name: `user ${id}` }
      await trx.insertInto('user').values(user).execute()
      const picture = pictures.using(trx).of({ user_id: id })
      await picture.fromBlob(examplePng(40, 30), { thumbnails })
    }
  })
  await images.settled()

  const fetchUsers = () => db.selectFrom('user').selectAll().orderBy('id').execute()
  return {
    orm: 'kysely',
    ways: [
      {
        name: 'one join by hand',
        async run() {
          const rows = await db
            .selectFrom('user')
            .leftJoin('user_picture', join => join.onRef('user_id', '=', 'user.id').on('width', '=', 15))
            .select(['user.id', 'user.name', 'path', 'width', 'height', 'created_at'])
            .orderBy('user.id')
            .execute()
          return urlsOf(rows as never) // every user has a picture
        },
      },
      {
        name: 'the same join as text',
        async run() {
          const { rows } = await db.executeQuery(CompiledQuery.raw(joinByHand))
          return urlsOf(rows as never) // the columns that it selects
        },
      },
      {
        name: 'a join of whole rows by hand',
        async run() {
          const { rows } = await db.executeQuery(CompiledQuery.raw(wholeJoinByHand))
          return thumbnailUrlsOf(rows as never) // the columns that it selects
        },
      },
      {
        name: 'loadThumbnails',
        async run() {
          const users = await fetchUsers()
          const page = await pictures.loadThumbnails(users, { width: 15 }, user => ({ user_id: user.id }))
          return users.map(user => page.get(user)?.url ?? '')
        },
      },
      {
        name: 'load',
        async run() {
          const users = await fetchUsers()
          const page = await pictures.load(users, user => ({ user_id: user.id }))
          return users.map(user => page.get(user).thumbnail({ width: 15 })?.url ?? '')
        },
      },
      {
        name: 'owner by owner',
        isSlow: true,
        async run() {
          const urls: string[] = []
          for (const user of await fetchUsers()) {
            urls.push((await pictures.of({ user_id: user.id }).findThumbnail({ width: 15 })).url)
          }
          return urls
        },
      },
    ],
    onQuery(told) {
      listener = told
    },
    close: () => db.destroy(),
  }
}
