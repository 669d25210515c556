import { IoCounter, PngResizer, type RepositorySubject, SwitchableStore } from '@imageattach/contracts'
import type { ImageTypes } from '@imageattach/core'
import { sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { DrizzleImages } from '../src/drizzle-images.ts'
import type { Handle } from '../src/drizzle-repository.ts'
import { openDatabase } from './open-database.ts'
import { album, albumCover, post, postPhoto, user, userPicture } from './schema.ts'

/** The adapter on an empty schema of its own, as the contract wants it. */
export async function drizzleSubject(): Promise<RepositorySubject & { close(): Promise<void> }> {
  const io = new IoCounter()
  const { db, close } = await openDatabase(undefined, undefined, io.ran)
  const store = io.watch(new SwitchableStore())
  const images = new DrizzleImages({
    db,
    store,
    resizer: new PngResizer(),
    keepRetired: 0,
    onCleanupError: () => undefined,
  })
  const tables: Readonly<Record<string, PgTable>> = {
    user_picture: userPicture,
    post_photo: postPhoto,
    album_cover: albumCover,
  }
  const subject: RepositorySubject<ImageTypes & { readonly handle: Handle }> = {
    pictures: images.attachment(userPicture, { owner: ['user_id'] }) as never,
    photos: images.attachment(postPhoto, { owner: ['post_id'], discriminator: ['order_index'] }) as never,
    covers: images.attachment(albumCover, { owner: ['album_id'] }) as never,
    images,
    store,
    io,
    transaction: work => db.transaction(work),
    async addUser(id) {
      await db.insert(user).values({ id: BigInt(id) })
      return { user_id: BigInt(id) }
    },
    async addPost(id) {
      await db.insert(post).values({ id })
      return { post_id: id }
    },
    async addAlbum(id) {
      await db.insert(album).values({ id })
      return { album_id: id }
    },
    countRows: name => db.$count(tables[name] ?? userPicture),
    async ledgerStates() {
      const { rows } = await db.execute<{ state: string }>(
        sql`select state from imageattach_ledger where state <> 'ns'`,
      )
      return rows.map(row => row.state)
    },
  }
  return { ...(subject as unknown as RepositorySubject), close }
}
