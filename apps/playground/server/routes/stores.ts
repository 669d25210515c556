import { Hono } from 'hono'
import type { Playground } from '../playground.js'
import { readStoreName } from '../read-request.js'
import { sourceText } from '../source-text.js'
import { act } from './act.js'

/** Where new pictures go. */
export function storeRoutes(playground: Playground): Hono {
  return new Hono().post('/default/:name', c => {
    const name = readStoreName(playground, c.req.param('name'))
    return act(c, playground, {
      title: `New pictures go to ${name}`,
      code: `images.stores.setDefault(${sourceText(name)})`,
      async run() {
        for (const { images } of Object.values(playground.images)) images.stores.setDefault(name)
        return 'old ones stay where they are, and are found there'
      },
    })
  })
}
