import { Hono } from 'hono'
import type { Playground } from '../playground.js'
import { readState } from '../views/read-state.js'

/** What the page shows when nobody does anything. */
export function stateRoutes(playground: Playground): Hono {
  return new Hono().get('/', async c => c.json(await readState(playground)))
}
