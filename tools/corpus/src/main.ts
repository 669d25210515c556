/**
 * Tries every file of a corpus and compares what happens with what its MANIFEST.json expects.
 *
 * `npm run corpus -- [DIR] [--resizer sharp|jimp] [--json]`
 *
 * DIR has a MANIFEST.json, or sub-folders that have one. Default: IMAGEATTACH_CORPUS, else ../shared/corpus beside
 * the repository. Exit code 1 when a process crashed or was killed, an error was none of ours, or sharp disagreed.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describe, judge, type Verdict } from './judge.ts'
import { type CorpusFile, readCorpus } from './manifest.ts'
import { type Measured, runFile } from './run-file.ts'

interface Result extends Measured {
  readonly file: CorpusFile
  readonly verdict: Verdict
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { resizer: { type: 'string', default: 'sharp' }, json: { type: 'boolean', default: false } },
})
const root = resolve(import.meta.dirname, '../../..')
const folder = positionals[0] ?? process.env.IMAGEATTACH_CORPUS ?? join(root, '../shared/corpus')

if (existsSync(folder)) await main()
else console.log(`No corpus in ${folder}: nothing to try`)

async function main(): Promise<void> {
  const queue = readCorpus(folder)
  const results: Result[] = []
  const pending = queue.values()
  await Promise.all(
    Array.from({ length: Math.min(4, availableParallelism()) }, async () => {
      for (const file of pending) {
        const measured = await runFile(file, values.resizer, { milliseconds: 60_000, bytes: 1.5e9 })
        results.push({ file, ...measured, verdict: judge(file, measured.outcome) })
      }
    }),
  )
  results.sort((a, b) => queue.indexOf(a.file) - queue.indexOf(b.file))
  report(results)
}

function report(results: readonly Result[]): void {
  const count = (kind: string) => results.filter(({ outcome }) => outcome.kind === kind).length
  const verdicts = (verdict: Verdict) => results.filter(result => result.verdict === verdict).length
  const worst = results.reduce<Result | undefined>(
    (a, b) => (a === undefined || b.memory > a.memory ? b : a),
    undefined,
  )
  const summary = {
    resizer: values.resizer,
    files: results.length,
    agree: verdicts('agree'),
    refused: verdicts('refused'),
    disagree: verdicts('disagree'),
    crashes: count('crash'),
    kills: count('kill'),
    foreignErrors: count('error'),
    worstMemoryMB: Math.round((worst?.memory ?? 0) / 1e6),
    worstMemoryFile: worst?.file.name,
    worstCpuMs: Math.round(Math.max(0, ...results.map(({ cpu }) => cpu))),
  }
  if (values.json) {
    console.log(
      JSON.stringify({ ...summary, results: results.map(({ file, ...rest }) => ({ file: file.name, ...rest })) }),
    )
  } else {
    for (const { file, outcome, verdict } of results) {
      if (verdict !== 'agree')
        console.log(`${verdict}  ${file.name}: expected ${file.expect}, was ${describe(outcome)}`)
    }
    console.log(
      `${summary.resizer}: agree ${summary.agree}/${summary.files}, valid refused ${summary.refused}, ` +
        `disagree ${summary.disagree}, crashes ${summary.crashes}, kills ${summary.kills}, ` +
        `foreign errors ${summary.foreignErrors}, worst memory +${summary.worstMemoryMB} MB (${summary.worstMemoryFile}), ` +
        `worst CPU ${summary.worstCpuMs} ms`,
    )
  }
  const failures = summary.disagree + summary.crashes + summary.kills + summary.foreignErrors
  if (failures > 0) process.exitCode = 1
}
