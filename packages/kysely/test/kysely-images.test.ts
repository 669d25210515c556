import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { ConnectionError, OwnerKeyError, SchemaError, TransactionRequiredError } from '@imageattach/core'
import SQLite from 'better-sqlite3'
import { CamelCasePlugin, type Generated, Kysely, SqliteDialect, sql } from 'kysely'
import { expect, it } from 'vitest'
import { createImageTable, createLedger, type ImageColumns, kyselyImages } from '../src/index.js'
import { createTables } from './support/create-tables.js'
import type { Database } from './support/database.js'
import { engines } from './support/engines.js'

const resizer = new PngResizer()

function openSqlite<DB>(plugins: readonly CamelCasePlugin[] = []): Kysely<DB> {
  return new Kysely<DB>({ dialect: new SqliteDialect({ database: new SQLite(':memory:') }), plugins: [...plugins] })
}

it('speaks the language of CamelCasePlugin: keys, own columns and rows', async () => {
  interface CamelDatabase {
    userPicture: Omit<ImageColumns, 'created_at' | 'byte_size'> & {
      createdAt: ImageColumns['created_at']
      byteSize: ImageColumns['byte_size']
      userId: number
      altText: string | null
    }
  }
  const db = openSqlite<CamelDatabase>([new CamelCasePlugin()])
  await createLedger(db)
  await createImageTable(db, 'userPicture', {
    key: ['userId'],
    columns: table => table.addColumn('userId', 'integer', column => column.notNull()).addColumn('altText', 'text'),
  })
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })
  const pictures = images.attachment('userPicture', { owner: ['userId'] })

  const image = await pictures.of({ userId: 7 }).fromBlob(examplePng(4, 3), { columns: { altText: 'x' } })

  expect(image.key).toEqual({ userId: 7 })
  expect(image.row).toMatchObject({ userId: 7, altText: 'x', byteSize: image.byteSize, path: image.path })
  expect(image.path).toContain('/user-picture/')
})

it('leaves the columns that it reads for itself out of the row', async () => {
  const db = openSqlite<Database>()
  await createTables(db)
  await db.insertInto('user').values({ id: 1, name: 'x' }).execute()
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })

  const image = await images
    .attachment('user_picture', { owner: ['user_id'] })
    .of({ user_id: 1 })
    .fromBlob(examplePng(4, 3))

  const [row] = await db.selectFrom('user_picture').selectAll().execute()
  expect(image.row).toEqual(row)
})

it('wants an objectId for a composite owner and for a key that is no number, and says so', async () => {
  interface SeatDatabase {
    seat_photo: ImageColumns & { row: string; seat: number }
    tag_icon: ImageColumns & { tag: string }
  }
  const db = openSqlite<SeatDatabase>()
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })

  const untyped = { owner: ['row', 'seat'] } as unknown as { owner: readonly ['row', 'seat']; objectId: () => number }
  expect(() => images.attachment('seat_photo', untyped)).toThrow(OwnerKeyError)
  expect(() => images.attachment('seat_photo', untyped)).toThrow(/pass `objectId: key => …`/)
  expect(() => images.attachment('tag_icon', { owner: ['tag'] }).of({ tag: 'cats' })).toThrow(/objectId/)
})

it('keeps pictures of a composite owner', async () => {
  interface SeatDatabase {
    seat_photo: ImageColumns & { row: string; seat: number }
  }
  const db = openSqlite<SeatDatabase>()
  await createLedger(db)
  await createImageTable(db, 'seat_photo', {
    key: ['row', 'seat'],
    columns: table => table.addColumn('row', 'text', c => c.notNull()).addColumn('seat', 'integer', c => c.notNull()),
  })
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })
  const seats = images.attachment('seat_photo', {
    owner: ['row', 'seat'],
    objectId: key => `${key.row.charCodeAt(0)}${key.seat}`,
  })

  await seats.of({ row: 'A', seat: 1 }).fromBlob(examplePng(4, 3))
  await seats.of({ row: 'B', seat: 1 }).fromBlob(examplePng(5, 3))

  const owners = [
    { row: 'B', seat: 1 },
    { row: 'A', seat: 1 },
  ]
  const page = await seats.load(owners)
  expect((await seats.of({ row: 'B', seat: 1 }).requireOriginal()).width).toBe(5)
  expect(owners.map(owner => page.get(owner).original?.width)).toEqual([5, 4])
})

it('tells which migration is missing', async () => {
  const db = openSqlite<Database>()
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })

  await expect(pictures.of({ user_id: 1 }).fromBlob(examplePng(4, 3))).rejects.toThrow(SchemaError)
  await expect(pictures.of({ user_id: 1 }).original()).rejects.toThrow(/in a migration/)
})

it('refuses a transaction in the place of the database', async () => {
  const db = openSqlite<Database>()

  await db.transaction().execute(async trx => {
    expect(() => kyselyImages({ db: trx, store: new SwitchableStore(), resizer })).toThrow(TypeError)
  })
})

it.each([[undefined], [Kysely], [{}]])('refuses %s in the place of the database', given => {
  expect(() => kyselyImages({ db: given as never, store: new SwitchableStore(), resizer })).toThrow(
    'kyselyImages needs `db`, an instance of Kysely',
  )
})

it('refuses a controlled transaction that has ended, by commit or by rollback', async () => {
  const db = openSqlite<Database>()
  await createTables(db)
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })
  const committed = await db.startTransaction().execute()
  await committed.commit().execute()
  const rolledBack = await db.startTransaction().execute()
  await rolledBack.rollback().execute()

  for (const ended of [committed, rolledBack]) {
    const set = pictures.using(ended).of({ user_id: 1 })
    await expect(set.fromBlob(examplePng(4, 3))).rejects.toThrow(TransactionRequiredError)
  }
})

it('refuses a transaction of another database, and takes one that a plugin has changed', async () => {
  const [db, another] = [openSqlite<Database>(), openSqlite<Database>()]
  await createTables(db)
  await db.insertInto('user').values({ id: 1, name: 'x' }).execute()
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })

  await another.transaction().execute(async trx => {
    const attaching = pictures.using(trx).of({ user_id: 1 }).fromBlob(examplePng(4, 3))
    await expect(attaching).rejects.toThrow(ConnectionError)
    await expect(attaching).rejects.toThrow('This transaction belongs to another database than these images')
  })
  await db
    .withPlugin(new CamelCasePlugin())
    .transaction()
    .execute(async trx => {
      await pictures.using(trx).of({ user_id: 1 }).fromBlob(examplePng(4, 3))
    })

  expect(await pictures.of({ user_id: 1 }).exists()).toBe(true)
})

it('begins the primary key with the owner', async () => {
  const db = openSqlite<Database>()
  await createTables(db)

  const plan = await sql<{ detail: string }>`explain query plan select * from post_photo where post_id = 1`.execute(db)

  expect(plan.rows[0]?.detail).toMatch(/SEARCH post_photo USING INDEX .*\(post_id=\?\)/)
})

for (const engine of engines) {
  it.skipIf(engine.service?.missing !== undefined)(
    `needs one connection only, on ${engine.name}`,
    { timeout: 10_000 },
    async () => {
      const { db, close } = await engine.open(1)
      await createTables(db)
      await db.insertInto('user').values({ id: 1, name: 'x' }).execute()
      const images = kyselyImages({ db, store: new SwitchableStore(), resizer, keepRetired: 0 })
      const pictures = images.attachment('user_picture', { owner: ['user_id'] })

      await pictures.of({ user_id: 1 }).fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
      await images.transaction(async trx => {
        const picture = pictures.using(trx).of({ user_id: 1 })
        await picture.fromBlob(examplePng(8, 6))
        await picture.findOrGenerate({ width: 4 })
        await picture.remove()
      })
      await images.settled()

      expect(await pictures.of({ user_id: 1 }).exists()).toBe(false)
      await close()
    },
  )

  it.skipIf(engine.service?.missing !== undefined)(
    `keeps created_at to the microsecond, on ${engine.name}`,
    async () => {
      const { db, close } = await engine.open()
      await createTables(db)
      await db.insertInto('user').values({ id: 1, name: 'x' }).execute()
      const images = kyselyImages({ db, store: new SwitchableStore(), resizer })
      const pictures = images.attachment('user_picture', { owner: ['user_id'] })
      await pictures.of({ user_id: 1 }).fromBlob(examplePng(4, 3))
      await setCreatedAt(db, `2021-02-03 04:05:06.000789${engine.name === 'PostgreSQL' ? '+00' : ''}`)

      const url = await pictures.of({ user_id: 1 }).locate()

      expect(url).toMatch(/\?_ts=20210203040506000789$/)
      await close()
    },
  )
}

/** As the Python library would have written it; our types let nobody else write the column. */
async function setCreatedAt(db: Kysely<Database>, text: string): Promise<void> {
  type Written = { user_picture: { created_at: Generated<string> } }
  await (db as unknown as Kysely<Written>).updateTable('user_picture').set({ created_at: text }).execute()
}

it('deletes no file while a transaction that somebody opened by hand is open on the one connection of SQLite', async () => {
  const database = new SQLite(':memory:')
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
  await createTables(db)
  await db.insertInto('user').values({ id: 1, name: 'x' }).execute()
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer, keepRetired: 0, onCleanupError: () => {} })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })
  await pictures.of({ user_id: 1 }).fromBlob(examplePng(4, 3))
  await images.settled()

  database.exec('begin; delete from user_picture')
  for await (const _ of images.sweep({ minAge: 0 }));
  database.exec('rollback')

  expect(await pictures.of({ user_id: 1 }).makeBlob()).toEqual(examplePng(4, 3))
})
