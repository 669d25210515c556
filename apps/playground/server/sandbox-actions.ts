import type { SandboxEvent } from '@imageattach/store-sandbox'
import type { Action, Findings } from './journal.js'
import { setOfKey } from './named-sets.js'
import type { Playground } from './playground.js'
import { shortPath } from './short-path.js'
import type { Report } from './tasks.js'
import { readChanges } from './views/read-changes.js'
import { readRows } from './views/read-rows.js'

/** Does to the folder what was done in the sandbox. */
export function promote(playground: Playground): Action {
  const { stores, tasks } = playground
  return {
    title: 'Promote',
    code: 'for await (const { outcome, kind, key } of sandbox.promote()) console.log(outcome, kind, key.path)',
    run: () =>
      tasks.run('promote', 'Promote', async report => {
        const { length: total } = await readChanges(playground)
        const { done, details, failed } = await carryOut(stores.sandbox.promote(), total, report)
        if (details.length === 0) return 'The sandbox has nothing that the folder has not'
        const result = `${count(done, 'change')} done to the folder`
        return failed > 0
          ? { result: `${result}, ${failed} failed and stay in the sandbox`, details, warns: true }
          : { result, details }
      }),
  }
}

/**
 * Empties the sandbox. A preview's rows go with its copy of the database; here there is one database for all, so that
 * the sets whose files are in the sandbox are removed first.
 */
export function discard(playground: Playground): Action {
  const { stores, tasks } = playground
  return {
    title: 'Discard',
    code: [
      'for (const set of setsWithFilesOf(sandbox)) await set.remove()',
      'for await (const { outcome, kind, key } of sandbox.discard()) console.log(outcome, kind, key.path)',
    ].join('\n'),
    run: () =>
      tasks.run('discard', 'Discard', async (report): Promise<string | Findings> => {
        const changes = await readChanges(playground)
        await removeSets(playground, new Set(changes.filter(({ kind }) => kind === 'added').map(({ path }) => path)))
        const { done, details } = await carryOut(stores.sandbox.discard(), changes.length, report)
        if (details.length === 0) return 'The sandbox was empty'
        const result = `${count(done, 'change')} forgotten; the folder is as it was`
        const shown = changes.filter(({ kind }) => kind === 'deleted').length
        if (shown === 0) return { result, details }
        return {
          result: `${result}, and ${count(shown, 'file')} there without a row: Sweep finds them`,
          details,
          warns: true,
        }
      }),
  }
}

async function carryOut(events: AsyncIterable<SandboxEvent>, total: number, report: Report) {
  const details: string[] = []
  let done = 0
  for await (const { outcome, kind, key, cause } of events) {
    if (outcome === 'done') done += 1
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    details.push(`${kind} ${shortPath(key.path)}: ${outcome}${why}`)
    report({ done: details.length, total, note: `${details.length} of ${count(total, 'change')}` })
  }
  return { details, done, failed: details.length - done }
}

async function removeSets({ db, images }: Playground, paths: ReadonlySet<string>): Promise<void> {
  const rows = (await readRows({ db })).filter(row => paths.has(row.path))
  const sets = new Map(rows.map(({ key }) => [JSON.stringify(key), setOfKey(images, key).set]))
  for (const set of sets.values()) await set.remove()
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
