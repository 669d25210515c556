import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { describe, expect, it } from 'vitest'
import { kyselyImages } from '../src/index.js'
import { createTables } from './support/create-tables.js'
import type { Database } from './support/database.js'

const resizer = new PngResizer()

/** Users 1 and 2; the first has a picture in the store `old`, which is the default. */
async function application() {
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: new SQLite(':memory:') }) })
  await createTables(db)
  for (const id of [1, 2]) await db.insertInto('user').values({ id, name: 'x' }).execute()
  const [old, fresh] = [new SwitchableStore('old'), new SwitchableStore('fresh')]
  const images = kyselyImages({ db, store: old, stores: [fresh], resizer, keepRetired: 0 })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })
  await pictures.of({ user_id: 1 }).fromBlob(examplePng(40, 30))
  return { db, images, pictures, old, fresh }
}

async function storesOf(db: Kysely<Database>): Promise<readonly unknown[]> {
  const rows = await db.selectFrom('user_picture').select(['user_id', 'width', 'store']).orderBy('width').execute()
  return rows.map(({ user_id, width, store }) => [user_id, width, store])
}

describe('when the default store changes', () => {
  it('puts new images into the new one, and reads the old ones where they are', async () => {
    const { db, images, pictures, old, fresh } = await application()

    images.stores.setDefault('fresh')
    await pictures.of({ user_id: 2 }).fromBlob(examplePng(50, 30))

    expect(await storesOf(db)).toEqual([
      [1, 40, 'old'],
      [2, 50, 'fresh'],
    ])
    expect([old.paths().length, fresh.paths().length]).toEqual([1, 1])
    const original = await pictures.of({ user_id: 1 }).requireOriginal()
    expect(await original.makeBlob()).toEqual(examplePng(40, 30))
  })

  it('puts a thumbnail of an old image into the new one, and removes each file where it is', async () => {
    const { db, images, pictures, old, fresh } = await application()

    images.stores.setDefault('fresh')
    await pictures.of({ user_id: 1 }).generateThumbnail({ width: 20 })

    expect(await storesOf(db)).toEqual([
      [1, 20, 'fresh'],
      [1, 40, 'old'],
    ])
    await pictures.of({ user_id: 1 }).remove()
    await images.settled()
    expect([...old.paths(), ...fresh.paths()]).toEqual([])
  })

  it('puts what replaces an old image into the new one, and the old file goes from the old one', async () => {
    const { db, images, pictures, old, fresh } = await application()

    images.stores.setDefault('fresh')
    await pictures.of({ user_id: 1 }).fromBlob(examplePng(60, 30))
    await images.settled()

    expect(await storesOf(db)).toEqual([[1, 60, 'fresh']])
    expect([old.paths().length, fresh.paths().length]).toEqual([0, 1])
  })

  it('leaves an attachment alone that has a store of its own', async () => {
    const { db, images, old } = await application()
    const pinned = images.attachment('user_picture', { owner: ['user_id'], store: old })

    images.stores.setDefault('fresh')
    await pinned.of({ user_id: 2 }).fromBlob(examplePng(50, 30))

    expect(await storesOf(db)).toContainEqual([2, 50, 'old'])
  })

  it('names the store that is missing when the old one is not registered any more, and the remedy', async () => {
    const { db, fresh } = await application()
    const images = kyselyImages({ db, store: fresh, resizer })
    const pictures = images.attachment('user_picture', { owner: ['user_id'] })

    const opening = pictures.of({ user_id: 1 }).requireOriginal()

    await expect(opening).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
    await expect(opening).rejects.toThrow(/No store named "old".*there are: fresh.*images\.stores\.add/)
  })
})
