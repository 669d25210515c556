import type { SweepOptions } from '@imageattach/core'
import { checkStores } from '../check-stores.js'
import { plural } from '../describe-image.js'
import { exitCodes } from '../exit-code.js'
import { count } from '../progress-line.js'
import type { CommandContext, Outcome } from '../run-command.js'

/** Finds files that neither a row nor the ledger knows, and deletes them. */
export async function sweep(
  { images, report, signal }: CommandContext,
  options: Omit<SweepOptions, 'signal'>,
): Promise<Outcome> {
  checkStores(images, options.stores)
  const scanned = new Map<string, number>()
  const outcomes: Record<string, number> = {}
  let bytes = 0
  for await (const event of images.sweep({ ...options, signal })) {
    if (event.kind === 'progress') {
      scanned.set(event.store, event.scanned)
      const done = [...scanned.values()].reduce((total, number) => total + number, 0)
      report.progress(event, { done, total: undefined, unit: 'files', note: list(outcomes) })
      continue
    }
    outcomes[event.outcome] = (outcomes[event.outcome] ?? 0) + 1
    if (event.outcome === 'deleted' || event.outcome === 'garbage') bytes += event.byteSize
    // A young file is left alone; that is no news.
    const line = `${event.outcome}  ${event.path} in store "${event.store}", ${plural(event.byteSize, 'byte')}`
    report.event(event, event.outcome === 'young' ? undefined : line)
  }
  const files = [...scanned.values()].reduce((total, number) => total + number, 0)
  const found = list(outcomes) || 'each with its row'
  return {
    code: outcomes.failed ? exitCodes.problems : exitCodes.ok,
    summary: { files, outcomes, bytes },
    line: `${plural(files, 'file')}: ${found}${bytes > 0 ? `; ${count(bytes)} bytes` : ''}.`,
  }
}

function list(outcomes: Readonly<Record<string, number>>): string {
  return Object.entries(outcomes)
    .map(([name, number]) => `${count(number)} ${name}`)
    .join(', ')
}
