import type { Context } from 'hono'
import { statusOf } from '../describe-failure.js'
import type { Action } from '../journal.js'
import type { Playground } from '../playground.js'
import type { ActionResult } from '../protocol.js'
import { readState } from '../views/read-state.js'

/** Runs an action of the page, and answers with what came of it and how everything looks now. */
export async function act(c: Context, playground: Playground, action: Action): Promise<Response> {
  const entry = await playground.journal.record(action)
  const result: ActionResult = { entry, state: await readState(playground) }
  return c.json(result, entry.failure ? statusOf(entry.failure) : 200)
}
