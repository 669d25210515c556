/**
 * Kills a migration again and again, and compares everything when it has come to its end.
 *
 * `npm run migrations -- [--files N] [--kills N] [--migrations N] [--writers N] [--seed S] [--folder DIR]`
 *
 * Without `--migrations` and `--writers` three runs are made: killed alone, two at once, and beside the application.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultParent } from './engines/open-world.ts'
import { type KillOptions, killMigration } from './migration/kill-migration.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '50' },
    migrations: { type: 'string' },
    writers: { type: 'string' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', default: defaultParent() },
  },
})
const runs: readonly Pick<KillOptions, 'migrations' | 'writers'>[] =
  values.migrations === undefined && values.writers === undefined
    ? [
        { migrations: 1, writers: 0 },
        { migrations: 2, writers: 0 },
        { migrations: 1, writers: 2 },
      ]
    : [{ migrations: Number(values.migrations ?? 1), writers: Number(values.writers ?? 0) }]
let found = 0

for (const run of runs) {
  const started = performance.now()
  const { kills, operations, violations } = await killMigration({
    ...run,
    parent: values.folder,
    program: join(import.meta.dirname, 'migration-process.js'),
    files: Number(values.files),
    kills: Number(values.kills),
    seed: Number(values.seed),
    log: line => console.log(`  ${line}`),
  })
  found += violations.length
  for (const what of violations.slice(0, 50)) console.log(`VIOLATION --seed ${values.seed}\n    ${what}`)
  const seconds = Math.round((performance.now() - started) / 1_000)
  console.log(
    `migrations ${run.migrations}, writers ${run.writers}, seed ${values.seed}, ${seconds} s: ` +
      `files ${values.files}, kills ${kills}, operations meanwhile ${operations}, violations ${violations.length}`,
  )
}
if (found > 0) process.exitCode = 1
