import { IoCounter, PngResizer, type RepositorySubject, SwitchableStore } from '@imageattach/contracts'
import type { ImageTypes } from '@imageattach/core'
import { createLedger, type TypeormHandle, typeormImages } from '../../src/index.js'
import type { Engine } from './engines.js'
import { entitiesOf } from './entities.js'

/** The TypeORM adapter on an empty database of an engine, as the contract wants it. */
export async function typeormSubject(engine: Engine): Promise<RepositorySubject & { close(): Promise<void> }> {
  const entities = entitiesOf[engine.name]
  const { User, Post, Album, UserPicture, PostPhoto, AlbumCover } = entities
  const { dataSource, close } = await engine.open({ entities: Object.values(entities) })
  await createLedger(dataSource)
  const io = new IoCounter()
  dataSource.logger.logQuery = statement => io.ran(statement)
  const store = io.watch(new SwitchableStore())
  const images = typeormImages({ store, resizer: new PngResizer(), keepRetired: 0, onCleanupError: () => undefined })
  const subject: RepositorySubject<ImageTypes & { handle: TypeormHandle }> = {
    pictures: images.attachment(UserPicture, { owner: 'user' }) as never,
    photos: images.attachment(PostPhoto, { owner: 'post', discriminator: ['order_index'] }) as never,
    covers: images.attachment(AlbumCover, { owner: 'album' }) as never,
    images,
    store,
    io,
    transaction: work => dataSource.transaction(work),
    async addUser(id) {
      await dataSource.getRepository(User).insert({ id, name: 'someone' })
      return { user_id: id }
    },
    async addPost(id) {
      await dataSource.getRepository(Post).insert({ id })
      return { post_id: id }
    },
    async addAlbum(id) {
      await dataSource.getRepository(Album).insert({ id })
      return { album_id: id }
    },
    async countRows(table) {
      const rows: readonly unknown[] = await dataSource.query(`select width from ${table}`)
      return rows.length
    },
    async ledgerStates() {
      const lines: readonly { readonly state: string }[] = await dataSource.query(
        `select state from imageattach_ledger where state <> 'ns'`,
      )
      return lines.map(line => line.state)
    },
  }
  images.connect(dataSource)
  return { ...(subject as unknown as RepositorySubject), close }
}
