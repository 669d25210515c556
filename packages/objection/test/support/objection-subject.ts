import { IoCounter, PngResizer, type RepositorySubject, SwitchableStore } from '@imageattach/contracts'
import type { ImageTypes } from '@imageattach/core'
import type { Knex } from 'knex'
import { objectionImages } from '../../src/index.js'
import { createTables } from './create-tables.js'
import type { Engine } from './engines.js'
import { Album, AlbumCover, Post, PostPhoto, User, UserPicture } from './models.js'

/** The Objection adapter on an empty database of an engine, as the contract wants it. */
export async function objectionSubject(engine: Engine): Promise<RepositorySubject & { close(): Promise<void> }> {
  const { knex, close } = await engine.open()
  await createTables(knex)
  const io = new IoCounter()
  const store = io.watch(new SwitchableStore())
  const images = objectionImages({ store, resizer: new PngResizer(), keepRetired: 0, onCleanupError: () => undefined })
  images.connect(knex)
  knex.on('query', ({ sql }: { readonly sql: string }) => io.ran(sql))
  type Types = ImageTypes & { handle: Knex }
  const subject: RepositorySubject<Types> = {
    pictures: images.attachment(UserPicture, { owner: 'user' }),
    photos: images.attachment(PostPhoto, { owner: 'post', discriminator: ['order_index'] }),
    covers: images.attachment(AlbumCover, { owner: 'album' }),
    images,
    store,
    io,
    transaction: work => knex.transaction(work),
    // Owners are written in both ways: as key objects and as models.
    async addUser(id) {
      await User.query(knex).insert({ id, name: 'someone' })
      return { user_id: id }
    },
    async addPost(id) {
      return Post.query(knex).insert({ id })
    },
    async addAlbum(id) {
      return Album.query(knex).insert({ id })
    },
    async countRows(table) {
      const rows = await knex(table).select('width')
      return rows.length
    },
    async ledgerStates() {
      const lines = await knex<{ state: string }>('imageattach_ledger').select('state').whereNot('state', 'ns')
      return lines.map(line => line.state)
    },
  }
  return { ...(subject as unknown as RepositorySubject), close }
}
