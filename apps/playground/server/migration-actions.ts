import type { MigrationProblem } from '@imageattach/core'
import type { Action } from './journal.js'
import type { MigrationSettings } from './migration.js'
import { setOfKey } from './named-sets.js'
import type { Playground } from './playground.js'
import type { StoreName } from './protocol.js'
import { shortPath } from './short-path.js'
import { sourceText } from './source-text.js'
import { readRows } from './views/read-rows.js'

/** Moves all pictures of one store to another, or goes on with it. */
export function migrate(playground: Playground, settings: MigrationSettings, isResumed = false): Action {
  const { migration, tasks, images } = playground
  const { from, to, dryRun, filesPerSecond } = settings
  const options = { from, to, ...(dryRun ? { dryRun } : {}), ...(filesPerSecond === null ? {} : { filesPerSecond }) }
  const after = isResumed ? migration.checkpoint : undefined
  const what = isResumed ? 'Go on moving' : 'Move'
  return {
    title: `${what} pictures from ${from} to ${to}${dryRun ? ', as a dry run' : ''}`,
    code: [
      ...(after === undefined ? [] : [`const after = ${sourceText(after)}`]),
      `const plan = images.migrate({ ${sourceText(options).slice(2, -2)}${after === undefined ? '' : ', after'}, signal })`,
      'for await (const event of plan) {',
      "  if (event.kind === 'progress') checkpoint = event.after",
      "  if (event.kind === 'problem') console.error(event.problem, event.key)",
      '}',
    ].join('\n'),
    run: () =>
      tasks.run('migrate', dryRun ? 'Trying' : 'Moving', async report => {
        const total = (await readRows(playground)).filter(({ store }) => store === from).length
        const details: string[] = []
        const view = await migration.run(
          {
            settings,
            isResumed,
            total,
            plan: stretch => images.sharp.images.migrate({ ...options, ...stretch }),
            onProblem({ problem, key, width, height }) {
              details.push(`${setOfKey(images, key).name}, ${width} × ${height}: ${problemTexts[problem]}`)
            },
          },
          report,
        )
        const counts = `${view.done} of ${view.total} images`
        if (view.status === 'paused') return { result: `paused after ${counts}; the checkpoint is kept`, details }
        const stayed = details.length > 0 ? `, ${details.length} with a problem stay where they are` : ''
        const result = dryRun ? `${counts} were read and checked, and nothing was changed` : `${counts} are done`
        return { result: result + stayed, details, warns: details.length > 0 }
      }),
  }
}

const problemTexts: Readonly<Record<MigrationProblem, string>> = {
  'missing-file': 'its file is missing',
  'wrong-length': 'its file has another length',
  'wrong-checksum': 'its file has other bytes',
  unreadable: 'its file cannot be read',
  unwritable: 'its file cannot be written',
  busy: 'somebody has it in hand',
}

/** Stops a migration in such a way that it can go on. */
export function pause({ migration }: Playground): Action {
  return {
    title: 'Pause',
    code: 'controller.abort() // the signal of images.migrate',
    async run() {
      await migration.pause()
      return 'what was in flight is finished'
    },
  }
}

/** Deletes what a migration has left behind in its source. */
export function prune({ images, tasks }: Playground, name: StoreName): Action {
  return {
    title: `Prune ${name}`,
    code: `for await (const { path, outcome } of images.prune({ store: ${sourceText(name)} })) console.log(path, outcome)`,
    run: () =>
      tasks.run('prune', 'Prune', async report => {
        const details: string[] = []
        for await (const { path, outcome } of images.sharp.images.prune({ store: name })) {
          details.push(`${shortPath(path)}: ${outcome}`)
          report({ done: details.length, total: null, note: `${details.length} files` })
        }
        if (details.length === 0) return `no migration has left a file in ${name}`
        return {
          result: `${details.length} files that were left in ${name} go when they were kept long enough`,
          details,
        }
      }),
  }
}
