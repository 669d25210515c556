import type { VerifyEvent, VerifyOptions } from '@imageattach/core'
import { describeError } from '../command-error.js'
import { commandLine } from '../command-line.js'
import { describeImage, plural } from '../describe-image.js'
import { exitCodes } from '../exit-code.js'
import type { CommandContext, Outcome } from '../run-command.js'

/** Compares rows with files, and tells of each that is not as it should be. */
export async function verify(
  { images, report, signal, resumeWith }: CommandContext,
  options: Omit<VerifyOptions, 'signal'>,
): Promise<Outcome> {
  const problems: Record<string, number> = {}
  let [found, rows] = [0, 0]
  for await (const event of images.verify({ ...options, signal })) {
    if (event.kind === 'problem') {
      found += 1
      problems[event.problem] = (problems[event.problem] ?? 0) + 1
      report.event(event, problemLine(event))
    } else {
      const { done, total, after } = event
      rows = done
      if (after !== undefined) resumeWith(commandLine({ '--after': after }))
      report.progress(event, { done, total, unit: 'rows', note: plural(found, 'problem') })
    }
  }
  const line = found === 0 ? 'each with its file.' : `${plural(found, 'problem')}: ${list(problems)}.`
  return {
    code: found === 0 ? exitCodes.ok : exitCodes.problems,
    summary: { rows, problems },
    line: `${plural(rows, 'row')}, ${line}`,
  }
}

function problemLine(event: Extract<VerifyEvent, { kind: 'problem' }>): string {
  const { problem, path, store, cause } = event
  const file = path === '' ? 'a file of SQLAlchemy-ImageAttach' : path
  const place = store === '' ? file : `${file} in store "${store}"`
  return `${problem}  ${describeImage(event)}: ${place}${cause === undefined ? '' : `: ${describeError(cause)}`}`
}

function list(problems: Readonly<Record<string, number>>): string {
  return Object.entries(problems)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ')
}
