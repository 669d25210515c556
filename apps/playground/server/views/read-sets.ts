import type { LoadedImageSet } from '@imageattach/core'
import type { Playground } from '../playground.js'
import type { ImageView, PhotoView, SetView } from '../protocol.js'

/** The picture of the user, as a page would show it. */
export async function readPicture({ images }: Pick<Playground, 'images'>): Promise<SetView> {
  return viewOf(await images.sharp.userPictures.of({ user_id: 1 }).load(), 'Ada')
}

/** The photos of the post, in their order: one query for all of them. */
export async function readPhotos({ images }: Pick<Playground, 'images'>): Promise<readonly PhotoView[]> {
  const post = { post_id: 1 }
  const sets = (await images.sharp.postPhotos.load([post])).get(post)
  return sets.map(set => {
    const orderIndex = Number(set.original?.key.order_index)
    return { ...viewOf(set, `Photo ${orderIndex}`), orderIndex }
  })
}

function viewOf(set: LoadedImageSet, alt: string): SetView {
  const images = set.images.map(
    ({ url, width, height, mimetype, original, byteSize = 0, filename = null, store }): ImageView => ({
      url,
      width,
      height,
      mimetype,
      original,
      byteSize,
      filename,
      store: store.name,
    }),
  )
  return { images, html: set.toHtml({ alt }), srcset: set.srcset() }
}
