import { Hono } from 'hono'
import { purge, reap, sweep, verify } from '../house-actions.js'
import type { Playground } from '../playground.js'
import { repair } from '../repair.js'
import { troubles } from '../trouble.js'
import { act } from './act.js'

/** Keeping house: looking for trouble, making it, and putting it right. */
export function houseRoutes(playground: Playground): Hono {
  const routes = new Hono()
  const actions = { verify, sweep, reap, purge, repair }
  for (const [name, action] of Object.entries(actions))
    routes.post(`/${name}`, c => act(c, playground, action(playground)))
  for (const [name, make] of Object.entries(troubles)) {
    routes.post(`/trouble/${name}`, async c => act(c, playground, await make(playground)))
  }
  return routes
}
