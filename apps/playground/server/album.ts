import sharp from 'sharp'
import type { Action } from './journal.js'
import { album } from './named-sets.js'
import type { Playground } from './playground.js'
import type { StoreName } from './protocol.js'
import { describeCount } from './set-actions.js'
import { sourceText } from './source-text.js'

/** Enough that moving them can be watched. */
const size = 40

/** Fills an album with small pictures, so that there is something to move. */
export function fillAlbum({ images, tasks, stores }: Playground, name: StoreName): Action {
  return {
    title: `Fill an album with ${size} pictures`,
    code: [
      `const store = images.stores.get(${sourceText(name)})`,
      `for (let order_index = 1; order_index <= ${size}; order_index += 1) {`,
      '  const photo = postPhotos.of({ post_id: 2 }).getImageSet({ order_index })',
      '  await photo.fromBlob(await paint(order_index), { store, thumbnails: [{ width: 150 }] })',
      '}',
    ].join('\n'),
    run: () =>
      tasks.run('fill', 'Painting', async report => {
        const store = images.sharp.images.stores.get(name)
        const photos = images.sharp.postPhotos.of(album)
        for (let index = 1; index <= size; index += 1) {
          report({ done: index - 1, total: size, note: `${index} of ${size} pictures` })
          const photo = photos.getImageSet({ order_index: index })
          await photo.fromBlob(await paint(index), { store, thumbnails: [{ width: 150 }] })
        }
        return `${size} pictures with a thumbnail each are in ${stores.all.find(found => found.store === store)?.name}`
      }),
  }
}

/** Removes the album. */
export function clearAlbum({ images }: Playground): Action {
  return {
    title: 'Remove the album',
    code: 'const count = await postPhotos.of({ post_id: 2 }).remove()',
    run: async () => describeCount(await images.sharp.postPhotos.of(album).remove()),
  }
}

/** A sunset, each of another hue. */
function paint(index: number): Promise<Buffer> {
  const hue = (index * 360) / size
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">
    <linearGradient id="sky" x2="0" y2="1">
      <stop stop-color="hsl(${hue} 45% 30%)"/><stop offset="1" stop-color="hsl(${hue + 50} 70% 75%)"/>
    </linearGradient>
    <rect width="480" height="320" fill="url(#sky)"/>
    <circle cx="${60 + ((index * 97) % 360)}" cy="${170 - (index % 7) * 16}" r="34" fill="hsl(${hue + 60} 90% 88%)"/>
    <path d="M0 ${230 + (index % 5) * 8} Q 120 180 240 ${240 - (index % 3) * 20} T 480 220 V 320 H 0 Z" fill="hsl(${hue} 40% 18%)"/>
  </svg>`
  return sharp(Buffer.from(picture)).jpeg().toBuffer()
}
