import type { Store } from '@imageattach/core'
import { jimpResizer } from '@imageattach/jimp'
import { kyselyImages } from '@imageattach/kysely'
import { sharpResizer } from '@imageattach/sharp'
import type { Kysely } from 'kysely'
import type { Database } from './database.js'

const resizers = { sharp: sharpResizer(), jimp: jimpResizer() }

/** The images of the playground, resized by one library or the other; both look after the same rows and files. */
export function openImages(options: {
  readonly db: Kysely<Database>
  /** The first is the default. */
  readonly stores: readonly Store[]
  readonly resizer: keyof typeof resizers
  /** Seconds. */
  readonly keepRetired: number
}) {
  const { db, stores, keepRetired } = options
  const images = kyselyImages({ db, stores, resizer: resizers[options.resizer], keepRetired })

  return {
    images,
    userPictures: images.attachment('user_picture', { owner: ['user_id'] }),
    postPhotos: images.attachment('post_photo', { owner: ['post_id'], discriminator: ['order_index'] }),
  }
}

export type Images = ReturnType<typeof openImages>
