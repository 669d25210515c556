import { Hono } from 'hono'
import type { Playground } from '../playground.js'
import type { ResizerName } from '../protocol.js'
import { readResizer, readSizeRequest, readUpload } from '../read-request.js'
import { generateThumbnail, type NamedSet, remove, upload } from '../set-actions.js'
import { act } from './act.js'

const user = { user_id: 1 }

/** One picture of one user: upload and replace, ask for a size, delete. */
export function pictureRoutes(playground: Playground): Hono {
  return new Hono()
    .put('/', c => act(c, playground, upload(picture(readResizer(c)), readUpload(c))))
    .post('/sizes', async c => act(c, playground, generateThumbnail(picture(readResizer(c)), await readSizeRequest(c))))
    .delete('/', c => act(c, playground, remove(picture('sharp'))))

  function picture(resizer: ResizerName): NamedSet {
    const set = playground.images[resizer].userPictures.of(user)
    return { set, resizer, name: 'the picture', code: 'userPictures.of({ user_id: 1 })' }
  }
}
