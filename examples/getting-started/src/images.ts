import { kyselyImages } from '@imageattach/kysely'
import { sharpResizer } from '@imageattach/sharp'
import { FileSystemStore } from '@imageattach/store-fs'
import { db } from './database.ts'

export const images = kyselyImages({
  db,
  store: new FileSystemStore({ name: 'local', path: 'pictures', baseUrl: 'pictures/' }),
  resizer: sharpResizer(),
})

export const userPictures = images.attachment('user_picture', { owner: ['user_id'] })
