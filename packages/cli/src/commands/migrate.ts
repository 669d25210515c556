import type { MigrationEvent, MigrationOptions, MigrationProgress } from '@imageattach/core'
import { checkStores } from '../check-stores.js'
import { describeError } from '../command-error.js'
import { commandLine } from '../command-line.js'
import { describeImage, plural } from '../describe-image.js'
import { exitCodes } from '../exit-code.js'
import { count } from '../progress-line.js'
import type { CommandContext, Outcome } from '../run-command.js'

/** The options of a migration as the command line gives them. */
export type MigrateFlags = Omit<MigrationOptions, 'from' | 'to' | 'signal'> & {
  readonly from: string
  readonly to: string
}

/** Moves images from one store to another, and tells of those that had to stay. */
export async function migrate(
  { images, report, signal, resumeWith }: CommandContext,
  flags: MigrateFlags,
): Promise<Outcome> {
  checkStores(images, [flags.from, flags.to])
  let progress: MigrationProgress | undefined
  for await (const event of images.migrate({ ...flags, signal })) {
    if (event.kind !== 'progress') {
      report.event(event, lineOf(event))
      continue
    }
    progress = event
    if (event.after !== undefined) resumeWith(commandLine({ '--after': event.after }))
    const { done, total, problems, bytes } = event
    const note = `${megabytes(bytes)}${problems > 0 ? `, ${plural(problems, 'problem')}` : ''}`
    report.progress(event, { done, total, unit: 'images', note })
  }
  const { moved = 0, changed = 0, problems = 0, bytes = 0 } = progress ?? {}
  const parts = [
    `${plural(moved, 'image')} ${flags.dryRun ? 'could be moved' : 'moved'} from "${flags.from}" to "${flags.to}"`,
    megabytes(bytes),
    ...(changed > 0 ? [`${count(changed)} changed meanwhile`] : []),
    ...(problems > 0 ? [`${count(problems)} left where they were`] : []),
  ]
  return {
    code: problems > 0 ? exitCodes.problems : exitCodes.ok,
    summary: { moved, changed, problems, bytes },
    line: `${parts.join(', ')}.`,
  }
}

/** An image that was moved is no news. */
function lineOf(event: Exclude<MigrationEvent, { kind: 'progress' }>): string | undefined {
  if (event.kind === 'file') return undefined
  const what = event.cause === undefined ? event.path : describeError(event.cause)
  return `${event.problem}  ${describeImage(event)}: ${what || 'a file of SQLAlchemy-ImageAttach'}`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-GB', { maximumFractionDigits: 1 })} MB`
}
