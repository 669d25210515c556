import { Hono } from 'hono'
import type { Playground } from '../playground.js'
import { discard, promote } from '../sandbox-actions.js'
import { act } from './act.js'

/** What becomes of the sandbox. */
export function sandboxRoutes(playground: Playground): Hono {
  return new Hono()
    .post('/promote', c => act(c, playground, promote(playground)))
    .post('/discard', c => act(c, playground, discard(playground)))
}
