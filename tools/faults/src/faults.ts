/**
 * Breaks every operation at every call, and looks whether rows and bytes still agree.
 *
 * `npm run faults -- [--engine sqlite|postgres|mariadb] [--scenario NAME] [--mode MODE] [--at N] [--max N] [--seed S]
 * [--lanes N] [--folder DIR] [--json]`
 *
 * `--at N` tries one point, `--max N` none beyond it. Exit code 1 when a promise was broken.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engineNames } from './database/open-database.ts'
import { defaultParent } from './engines/open-world.ts'
import type { Job, Violation } from './job.ts'
import { type JobReport, runInLanes } from './lanes.ts'
import { modes } from './modes.ts'
import { scenarios } from './scenarios/index.ts'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: ['sqlite'] },
    scenario: { type: 'string', multiple: true },
    mode: { type: 'string', multiple: true },
    at: { type: 'string' },
    max: { type: 'string' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: String(Math.max(2, availableParallelism())) },
    folder: { type: 'string', default: defaultParent() },
    json: { type: 'boolean', default: false },
  },
})
const started = performance.now()
const violations: Violation[] = []
const failures: string[] = []
let points = 0
let done = 0

const jobs = listJobs()
const lane = join(import.meta.dirname, 'lane-process.js')
await runInLanes(lane, values.folder, jobs, Math.min(Number(values.lanes), jobs.length), report)
summarize()

function listJobs(): readonly Job[] {
  const options = {
    seed: Number(values.seed),
    ...(values.max === undefined ? {} : { max: Number(values.max) }),
    ...(values.at === undefined ? {} : { at: Number(values.at), max: Number(values.at) }),
  }
  return chosen('engine', values.engine, engineNames).flatMap(engine =>
    chosen(
      'scenario',
      values.scenario,
      scenarios.map(({ name }) => name),
    ).flatMap(scenario => chosen('mode', values.mode, modes).map(mode => ({ engine, scenario, mode, ...options }))),
  )
}

function chosen<TName extends string>(
  what: string,
  names: readonly string[] | undefined,
  known: readonly TName[],
): readonly TName[] {
  const unknown = names?.find(name => !known.some(other => other === name))
  if (unknown !== undefined) throw new RangeError(`No ${what} ${unknown}; there are ${known.join(', ')}`)
  return names ? known.filter(name => names.includes(name)) : known
}

function report(result: JobReport): void {
  const { engine, scenario, mode } = result.job
  done += 1
  if ('failure' in result) {
    failures.push(`${engine} ${scenario} ${mode}: ${result.failure}`)
    return
  }
  points += result.points
  violations.push(...result.violations)
  if (values.json) return
  for (const violation of result.violations) console.log(describe(violation))
  const name = `${engine} ${scenario} ${mode}`.padEnd(48)
  const count = String(result.points).padStart(4)
  console.log(
    `${String(done).padStart(4)}/${jobs.length}  ${name} ${count} points, ${result.violations.length} violations`,
  )
}

function describe({ engine, scenario, mode, at, seed, hit, what }: Violation): string {
  const replay = `--engine ${engine} --scenario ${scenario} --mode ${mode} --at ${at} --seed ${seed}`
  return `VIOLATION ${replay}  (${hit})\n    ${what.replaceAll('\n', '\n    ')}`
}

function summarize(): void {
  for (const failure of failures) console.error(`FAILED ${failure}`)
  const seconds = Math.round((performance.now() - started) / 1_000)
  if (values.json) console.log(JSON.stringify({ seed: values.seed, points, seconds, violations, failures }))
  else console.log(`seed ${values.seed}, ${seconds} s\npoints ${points}, violations ${violations.length}`)
  if (violations.length > 0 || failures.length > 0) process.exitCode = 1
}
