import { jimpResizer } from '@imageattach/jimp'
import { kyselyImages } from '@imageattach/kysely'
import { sharpResizer } from '@imageattach/sharp'
import type { FileSystemStore } from '@imageattach/store-fs'
import type { Kysely } from 'kysely'
import type { Database } from './database.js'

const resizers = { sharp: sharpResizer(), jimp: jimpResizer() }

/** The images of the playground, resized by one library or the other; both look after the same rows and files. */
export function openImages(options: {
  readonly db: Kysely<Database>
  readonly store: FileSystemStore
  readonly resizer: keyof typeof resizers
  /** Seconds. */
  readonly keepRetired: number
}) {
  const { db, store, keepRetired } = options
  const images = kyselyImages({ db, store, resizer: resizers[options.resizer], keepRetired })

  return {
    images,
    userPictures: images.attachment('user_picture', { owner: ['user_id'] }),
    postPhotos: images.attachment('post_photo', { owner: ['post_id'], discriminator: ['order_index'] }),
  }
}

export type Images = ReturnType<typeof openImages>
