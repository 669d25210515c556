import type { ReapEvent, SweepEvent, VerifyEvent, VerifyProblem } from '@imageattach/core'
import type { Action, Findings } from './journal.js'
import { setOfKey } from './named-sets.js'
import type { Playground } from './playground.js'
import type { TaskName } from './protocol.js'
import { shortPath } from './short-path.js'
import { readChanges } from './views/read-changes.js'
import { readRows } from './views/read-rows.js'

export type Problem = Extract<VerifyEvent, { readonly kind: 'problem' }>

/** Compares every row with its file, byte by byte. */
export function verify(playground: Playground): Action {
  return {
    title: 'Verify',
    code: 'for await (const event of images.verify({ checksums: true })) console.log(event)',
    run: () =>
      playground.tasks.run('verify', 'Verify', async report => {
        const { length: total } = await readRows(playground)
        const problems = await findProblems(playground, done => report({ done, total, note: `${done} rows` }))
        const rows = `${total} ${total === 1 ? 'row' : 'rows'}`
        if (problems.length === 0) return `${rows} and their files agree, byte by byte`
        return {
          result: `${rows} compared with their files, ${problems.length} with a problem`,
          details: problems.map(event => describeProblem(playground, event)),
          warns: true,
        }
      }),
  }
}

/** All that `verify` finds. */
export async function findProblems(
  { images }: Playground,
  onProgress: (rows: number) => void,
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  const scanned = new Map<string, number>()
  for await (const event of images.sharp.images.verify({ checksums: true })) {
    if (event.kind === 'problem') problems.push(event)
    else onProgress([...scanned.set(event.table, event.scanned).values()].reduce((sum, rows) => sum + rows, 0))
  }
  return problems
}

function describeProblem({ images }: Playground, { problem, key, width, height, store }: Problem): string {
  return `${setOfKey(images, key).name}, ${width} × ${height}: ${problemTexts[problem]} (${store})`
}

const problemTexts: Readonly<Record<VerifyProblem, string>> = {
  'missing-file': 'its file is missing',
  'wrong-length': 'its file has another length',
  'wrong-checksum': 'its file has other bytes',
  'unknown-store': 'nobody knows its store',
  unreadable: 'its file cannot be read',
  'no-original': 'a thumbnail without an original',
  'two-originals': 'a second original',
  'stale-thumbnail': 'made from an original that is gone',
}

/** Looks for files that no row knows, and deletes them. */
export function sweep(playground: Playground): Action {
  const { images, tasks, stores } = playground
  return {
    title: 'Sweep',
    code: '// minAge: also what was written a moment ago\nfor await (const event of images.sweep({ minAge: 0 })) console.log(event)',
    run: () =>
      tasks.run('sweep', 'Sweep', async report => {
        const found: Extract<SweepEvent, { readonly kind: 'file' }>[] = []
        const scanned = new Map<string, number>()
        const files = () => [...scanned.values()].reduce((sum, count) => sum + count, 0)
        // What the sandbox has deleted, no row knows; but the folder below is not to be touched before it is promoted.
        const isHiding = (await readChanges(playground)).some(({ kind }) => kind === 'deleted')
        const names = stores.all.map(({ name }) => name).filter(name => !(isHiding && name === 'local'))
        for await (const event of images.sharp.images.sweep({ minAge: 0, stores: names })) {
          if (event.kind === 'file') found.push(event)
          else scanned.set(event.store, event.scanned)
          report({ done: files(), total: null, note: `${files()} files` })
        }
        if (found.length === 0) return `${files()} files looked at, and a row or the ledger knows each of them`
        return {
          result: `${files()} files looked at, ${found.length} without a row`,
          details: found.map(({ store, path, outcome }) => `${shortPath(path)} (${store}): ${outcome}`),
        }
      }),
  }
}

/** Does what is due in the ledger. */
export function reap(playground: Playground): Action {
  return {
    title: 'Reap',
    code: 'for await (const { path, outcome } of images.reap()) console.log(path, outcome)',
    run: () => settleAll(playground, 'reap', 'Reap', playground.images.sharp.images.reap()),
  }
}

/** Deletes what replaced and removed images have left, however long it was to stay. */
export function purge(playground: Playground): Action {
  return {
    title: 'Purge',
    code: 'for await (const { path, outcome } of images.purge()) console.log(path, outcome)',
    run: () => settleAll(playground, 'purge', 'Purge', playground.images.sharp.images.purge()),
  }
}

function settleAll(
  { tasks }: Playground,
  name: TaskName,
  title: string,
  events: AsyncIterable<ReapEvent>,
): Promise<string | Findings> {
  return tasks.run(name, title, async report => {
    const details: string[] = []
    let deleted = 0
    for await (const { path, store, outcome } of events) {
      details.push(`${shortPath(path)} (${store}): ${outcome}`)
      if (outcome === 'deleted') deleted += 1
      report({ done: details.length, total: null, note: `${details.length} lines` })
    }
    if (details.length === 0) return 'No line of the ledger is due'
    return { result: `${details.length} lines of the ledger looked at, ${deleted} files deleted`, details }
  })
}
