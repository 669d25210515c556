import { sharpResizer } from '@imageattach/sharp'
import { FileSystemStore } from '@imageattach/store-fs'
import { typeormImages } from '@imageattach/typeorm'

export const images = typeormImages({
  store: new FileSystemStore({ name: 'local', path: 'pictures', baseUrl: '/pictures/' }),
  resizer: sharpResizer(),
  limits: { maxBytes: 5_000_000 },
  keepRetired: 0, // nobody caches these pages
})
