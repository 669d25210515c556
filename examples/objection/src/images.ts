import { objectionImages } from '@imageattach/objection'
import { sharpResizer } from '@imageattach/sharp'
import { FileSystemStore } from '@imageattach/store-fs'

export const images = objectionImages({
  store: new FileSystemStore({ name: 'local', path: 'pictures', baseUrl: 'pictures/' }),
  resizer: sharpResizer(),
})
