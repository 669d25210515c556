import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Playground } from '../playground.js'
import { sourceText } from '../source-text.js'
import { act } from './act.js'

/** Where new pictures go. */
export function storeRoutes(playground: Playground): Hono {
  const { stores, images } = playground
  return new Hono().post('/default/:name', c => {
    const name = c.req.param('name')
    if (!stores.all.some(store => store.name === name))
      throw new HTTPException(404, { message: 'There is no such store' })
    return act(c, playground, {
      title: `New pictures go to ${name}`,
      code: `images.stores.setDefault(${sourceText(name)})`,
      async run() {
        for (const { images: attached } of Object.values(images)) attached.stores.setDefault(name)
        return 'old ones stay where they are, and are found there'
      },
    })
  })
}
