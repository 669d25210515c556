import { IoCounter, PngResizer, type RepositorySubject, SwitchableStore } from '@imageattach/contracts'
import type { ImageTypes } from '@imageattach/core'
import type { Kysely } from 'kysely'
import { kyselyImages } from '../../src/index.js'
import { createTables } from './create-tables.js'
import type { Database } from './database.js'
import type { Engine } from './engines.js'

/** The Kysely adapter on an empty database of an engine, as the contract wants it. */
export async function kyselySubject(engine: Engine): Promise<RepositorySubject & { close(): Promise<void> }> {
  const io = new IoCounter()
  const { db, close } = await engine.open(undefined, undefined, io.ran)
  await createTables(db)
  const store = io.watch(new SwitchableStore())
  const images = kyselyImages({ db, store, resizer: new PngResizer(), keepRetired: 0, onCleanupError: () => undefined })
  type Types = ImageTypes & { handle: Kysely<Database> }
  const subject: RepositorySubject<Types> = {
    pictures: images.attachment('user_picture', { owner: ['user_id'] }),
    photos: images.attachment('post_photo', { owner: ['post_id'], discriminator: ['order_index'] }),
    covers: images.attachment('album_cover', { owner: ['album_id'] }),
    images,
    store,
    io,
    transaction: work => db.transaction().execute(work),
    async addUser(id) {
      await db.insertInto('user').values({ id, name: 'someone' }).execute()
      return { user_id: id }
    },
    async addPost(id) {
      await db.insertInto('post').values({ id }).execute()
      return { post_id: id }
    },
    async addAlbum(id) {
      await db.insertInto('album').values({ id }).execute()
      return { album_id: id }
    },
    async countRows(table) {
      const rows = await db.selectFrom(table).select('width').execute()
      return rows.length
    },
    async ledgerStates() {
      const lines = await db.selectFrom('imageattach_ledger').select('state').where('state', '<>', 'ns').execute()
      return lines.map(line => line.state)
    },
  }
  return { ...(subject as unknown as RepositorySubject), close }
}
