import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, openApp } from './app.ts'
import { foreignFiles } from './common-state.ts'
import type { World } from './engines/world.ts'
import { losesAnswers, type Mode } from './modes.ts'
import { picture } from './pictures.ts'
import type { TaskResult } from './run-task.ts'
import { drain, makeDue } from './scenarios/housekeeping.ts'
import { people, type Scenario } from './scenarios/scenario.ts'
import { filesIn, readState, type State } from './state.ts'

/** What a point is judged by. */
export interface Expectation {
  readonly scenario: Scenario
  readonly before: State
  readonly after: State
  readonly mode: Mode
  readonly results: readonly TaskResult[]
}

/** Looks at what an operation has left, cleans up, and looks again. Returns every breach of a promise. */
export async function judge(world: World, expectation: Expectation): Promise<readonly string[]> {
  await world.quiet()
  const violations = expectation.results.flatMap(result => [
    ...result.faults,
    ...(result.outcome === 'hung' ? ['the operation never ended'] : []),
  ])
  const state = await world.look(db => readState(db, world.folder))
  violations.push(...state.violations, ...judgeState(state, expectation))
  if (expectation.scenario.keepRetired > 0) {
    const files = new Set(await filesIn(world.folder))
    const gone = expectation.before.paths.filter(path => !files.has(path))
    violations.push(...gone.map(path => `I4: ${path} went before its time`))
  }
  violations.push(...(await cleanUpAndCompare(world, expectation.scenario.needsSweep, foreignFiles, workOn)))
  return violations
}

/** Old or new, never a mixture; and the one that the caller was told. */
function judgeState(state: State, { scenario, before, after, mode, results }: Expectation): readonly string[] {
  const isOld = state.text === before.text
  const isNew = state.text === after.text
  if (!isOld && !isNew) return [`neither old nor new:\n${state.text}\nold:\n${before.text}\nnew:\n${after.text}`]
  const [first, ...others] = results
  const found: string[] = []
  if (results.some(result => result.outcome === 'fulfilled') && !isNew) found.push('fulfilled, but the state is old')
  if (first?.outcome === 'rejected' && others.length === 0 && !isOld && !losesAnswers(mode))
    found.push(`rejected, but the state is new: ${first.error}`)
  for (const other of others) if (other.outcome !== 'fulfilled') found.push(`another process failed: ${other.error}`)
  const values = new Set(results.filter(result => result.outcome === 'fulfilled').map(result => result.value))
  if (values.size > 1) found.push(`different answers: ${[...values].join(' | ')}`)
  if (scenario.processes > 1 && values.size === 1 && !state.paths.includes([...values][0] ?? ''))
    found.push('the answer has no row')
  return found
}

/** The application goes on working on the same set. */
async function workOn({ db, images, pictures }: App): Promise<readonly string[]> {
  const exists = await db.selectFrom('person').select('id').where('id', '=', 1).executeTakeFirst()
  if (!exists) await db.insertInto('person').values({ id: 1, name: 'next' }).execute()
  const started = performance.now()
  await pictures.of(people.full).fromBlob(picture(7), { thumbnails: [{ width: 20 }] })
  await images.settled()
  return performance.now() - started > 10_000 ? ['the next operation took more than ten seconds'] : []
}

/**
 * Starts the application again, lets it do `work`, reaps and sweeps whatever is there; then rows = files, byte by byte, and the ledger is empty. Unless `needsSweep`, the
 * ledger must have known all garbage: a sweep that finds something tells of a file that was written without a line.
 */
export async function cleanUpAndCompare(
  world: World,
  needsSweep: boolean,
  foreign: readonly string[] = [],
  work?: (app: App) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  await world.quiet()
  const app = await openApp({ database: world.place, folder: world.folder, keepRetired: 0 })
  const found: string[] = []
  try {
    found.push(...((await work?.(app)) ?? []))
    for (const { name } of app.images.stores) await drain(app.images.prune({ store: name }))
    await makeDue(app)
    await drain(app.images.reap())
    for await (const event of app.images.sweep({ minAge: 0 })) {
      if (event.kind === 'file' && !needsSweep) found.push(`I2: no line of the ledger told of ${event.path}`)
    }
  } catch (error) {
    return [`the next operation, or cleaning up, failed: ${error instanceof Error ? error.stack : String(error)}`]
  } finally {
    await app.close()
  }
  const errors = app.cleanupErrors.map(error => `cleaning up failed: ${error.message} ${String(error.errors[0])}`)
  return [...found, ...errors, ...(await judgeRemains(world, foreign))]
}

/** Rows = files, byte by byte, and nothing else; the ledger holds its namespace alone. */
async function judgeRemains(world: World, foreign: readonly string[]): Promise<readonly string[]> {
  const state = await world.look(db => readState(db, world.folder))
  const lines = await world.look(db =>
    db.selectFrom('imageattach_ledger').select(['state', 'path']).where('state', '<>', 'ns').execute(),
  )
  const found = [...state.violations, ...lines.map(line => `the ledger still has ${line.state} ${line.path}`)]
  const expected = new Set([...state.paths, ...foreign])
  for (const file of await filesIn(world.folder)) {
    if (!expected.delete(file)) found.push(`I2: garbage stays: ${file}`)
  }
  for (const file of expected) found.push(`${foreign.includes(file) ? 'I3' : 'I1'}: ${file} is gone`)
  for (const path of foreign) {
    const text = await readFile(join(world.folder, path), 'utf8').catch(() => '')
    if (text !== `not ours: ${path}`) found.push(`I3: ${path} was changed`)
  }
  return found
}
