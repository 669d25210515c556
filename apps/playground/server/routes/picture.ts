import { type Context, Hono } from 'hono'
import { namedPicture } from '../named-sets.js'
import type { Playground } from '../playground.js'
import { readResizer, readSizeRequest, readUpload } from '../read-request.js'
import { generateThumbnail, remove, upload } from '../set-actions.js'
import { act } from './act.js'

/** One picture of one user: upload and replace, ask for a size, delete. */
export function pictureRoutes(playground: Playground): Hono {
  const picture = (c: Context) => namedPicture(playground.images, readResizer(c))
  return new Hono()
    .put('/', c => act(c, playground, upload(picture(c), readUpload(c))))
    .post('/sizes', async c => act(c, playground, generateThumbnail(picture(c), await readSizeRequest(c))))
    .delete('/', c => act(c, playground, remove(picture(c))))
}
