import { setTimeout as delay } from 'node:timers/promises'
import { makeCommonState } from './common-state.ts'
import type { EngineName } from './database/open-database.ts'
import type { World } from './engines/world.ts'
import { judge } from './judge.ts'
import { type Fault, kills, type Mode } from './modes.ts'
import { runTask, type Task, type TaskResult } from './run-task.ts'
import type { Runners } from './runners.ts'
import { scenarioNamed } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { readState } from './state.ts'

/** All points of a scenario that is broken in one way. */
export interface Job {
  readonly engine: EngineName
  readonly scenario: string
  readonly mode: Mode
  readonly seed: number
  /** The first point. Default 1. */
  readonly at?: number
  /** No point beyond this one. */
  readonly max?: number
  /** Every so many calls. Default 1. */
  readonly step?: number
}

export interface Violation {
  readonly engine: EngineName
  readonly scenario: string
  readonly mode: Mode
  readonly at: number
  readonly seed: number
  /** The call that was hit. */
  readonly hit: string
  readonly what: string
}

export interface JobResult {
  readonly points: number
  /** Calls of the run that nothing broke. */
  readonly calls: number
  readonly violations: readonly Violation[]
}

/**
 * Paths are random: now and then a run finds a folder that is there already, and makes a call less. So a point that was
 * missed is tried again before it counts as one beyond the end. In several processes somebody else may do the work.
 */
const maxMisses = 3

/** Breaks the scenario at call 1, 2, 3 … until a run meets no fault, and judges what each run leaves. */
export async function runJob(job: Job, world: World, runners: Runners): Promise<JobResult> {
  const { engine, mode, seed, at: first = 1, max = Number.POSITIVE_INFINITY, step = 1 } = job
  const scenario = scenarioNamed(job.scenario)
  await world.begin(async (app, folder) => {
    await makeCommonState(app, folder, seed)
    await scenario.prepare?.(app, seed)
  })
  await world.restore()
  const before = await world.look(db => readState(db, world.folder))
  const [untouched] = await runProcesses(scenario, world, runners, seed, undefined)
  const calls = untouched?.calls ?? 0
  const after = await world.look(db => readState(db, world.folder))
  const violations: Violation[] = []
  const report = (at: number, hit: string, what: string) =>
    void violations.push({ engine, scenario: scenario.name, mode, at, seed, hit, what })
  if (untouched?.outcome !== 'fulfilled') report(0, '', `the untouched run: ${untouched?.outcome} ${untouched?.error}`)

  let points = 0
  let misses = 0
  for (let at = first; at <= max; ) {
    await world.restore()
    const results = await runProcesses(scenario, world, runners, seed, { mode, at })
    const [broken] = results
    const found = await judge(world, { scenario, before, after, mode, results })
    for (const what of found) report(at, broken?.hit ?? '', what)
    const isHit = broken?.outcome === 'killed' || broken?.hit !== ''
    misses = isHit ? 0 : misses + 1
    if (isHit) points += 1
    if (misses === maxMisses && (scenario.processes === 1 || at > calls)) break
    if (isHit || misses === maxMisses) at += step
    if (misses === maxMisses) misses = 0
  }
  return { points, calls, violations }
}

/** Runs the operation in as many processes as it wants; only the first one breaks. */
async function runProcesses(
  scenario: Scenario,
  world: World,
  runners: Runners,
  seed: number,
  fault: Fault | undefined,
): Promise<readonly TaskResult[]> {
  const place = { database: world.place, folder: world.folder, keepRetired: scenario.keepRetired }
  const tasks = Array.from({ length: scenario.processes }, (_, index): Task => {
    return { place, scenario: scenario.name, seed, process: index, fault: index === 0 ? fault : undefined }
  })
  const [only] = tasks
  if (only && tasks.length === 1 && !(fault && kills(fault.mode))) return [await runTask(only)]
  runners.warm(scenario.processes)
  const running = tasks.map(async (task, index) => {
    // Else another process is usually done with the work before the one that breaks has begun.
    if (index > 0) await delay(headStarts[(fault?.at ?? 1) % headStarts.length])
    return runners.run(task)
  })
  const results = await Promise.all(running)
  runners.warm(1)
  return results
}

/** Milliseconds. */
const headStarts = [0, 2, 5, 20]
