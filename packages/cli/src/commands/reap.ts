import type { ReapEvent } from '@imageattach/core'
import { plural } from '../describe-image.js'
import { exitCodes } from '../exit-code.js'
import type { CommandContext, Outcome } from '../run-command.js'

/** Goes through lines of the ledger, whichever, and tells what became of each. */
export async function settleLines({ report }: CommandContext, events: AsyncIterable<ReapEvent>): Promise<Outcome> {
  const outcomes: Record<string, number> = {}
  let done = 0
  for await (const event of events) {
    done += 1
    outcomes[event.outcome] = (outcomes[event.outcome] ?? 0) + 1
    const store = event.store === '' ? 'a file of SQLAlchemy-ImageAttach' : `in store "${event.store}"`
    report.event({ kind: 'line', ...event }, `${event.outcome}  ${event.path}, ${store}`)
    report.progress({ kind: 'progress', done }, { done, total: undefined, unit: 'lines' })
  }
  const list = Object.entries(outcomes).map(([name, number]) => `${number} ${name}`)
  return {
    code: outcomes.failed ? exitCodes.problems : exitCodes.ok,
    summary: { lines: done, outcomes },
    line: `${plural(done, 'line')}${list.length > 0 ? `: ${list.join(', ')}` : ' due'}.`,
  }
}
