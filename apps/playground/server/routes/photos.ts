import { type Context, Hono } from 'hono'
import type { Action } from '../journal.js'
import { movePhoto } from '../move-photo.js'
import { namedPhoto, post } from '../named-sets.js'
import type { Playground } from '../playground.js'
import { readOrderIndex, readResizer, readSizeRequest, readUpload } from '../read-request.js'
import { describeCount, generateThumbnail, type NamedSet, remove, upload } from '../set-actions.js'
import { readPhotos } from '../views/read-sets.js'
import { act } from './act.js'

/** The photos of one post, told apart by `order_index`. */
export function photoRoutes(playground: Playground): Hono {
  return new Hono()
    .post('/', async c => act(c, playground, upload(await nextPhoto(c), readUpload(c))))
    .delete('/', c => act(c, playground, removeAll()))
    .put('/:orderIndex', c => act(c, playground, upload(photoOf(c), readUpload(c))))
    .post('/:orderIndex/sizes', async c => act(c, playground, generateThumbnail(photoOf(c), await readSizeRequest(c))))
    .post('/:orderIndex/swap/:other{[0-9]{1,9}}', async c => {
      const resizer = readResizer(c)
      const places = { postId: post.post_id, from: readOrderIndex(c), to: Number(c.req.param('other')) }
      return act(c, playground, await movePhoto(playground.images[resizer], { ...places, resizer }))
    })
    .delete('/:orderIndex', c => act(c, playground, remove(photoOf(c))))

  function photoOf(c: Context): NamedSet {
    return namedPhoto(playground.images, readResizer(c), readOrderIndex(c))
  }

  function removeAll(): Action {
    return {
      title: 'Delete all photos',
      code: 'const count = await postPhotos.of({ post_id: 1 }).remove()',
      run: async () => describeCount(await playground.images.sharp.postPhotos.of(post).remove()),
    }
  }

  async function nextPhoto(c: Context): Promise<NamedSet> {
    const last = (await readPhotos(playground)).at(-1)?.orderIndex ?? 0
    return namedPhoto(playground.images, readResizer(c), last + 1)
  }
}
