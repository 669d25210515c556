/**
 * Random operations by several processes on a few sets of one database and one folder, with random kills.
 *
 * `npm run soak -- [--engine sqlite|postgres|mariadb] [--minutes M] [--processes P] [--seed S] [--folder DIR]`
 *
 * The seed gives every process its sequence of operations again. How they interleave is up to the machine.
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { engineNames, openDatabase } from './database/open-database.ts'
import { defaultParent, openWorld } from './engines/open-world.ts'
import { cleanUpAndCompare } from './judge.ts'
import { randomNumbers } from './pictures.ts'
import { checkOnce } from './soak/checker.ts'
import { addPeople } from './soak/people.ts'
import { Worker } from './soak/worker.ts'
import type { SoakReport } from './soak-process.ts'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    minutes: { type: 'string', default: '10' },
    processes: { type: 'string', default: '8' },
    seed: { type: 'string', default: String(Math.trunc(Date.now() / 1_000) % 1e6) },
    folder: { type: 'string', default: defaultParent() },
  },
})
const engine = engineNames.find(name => name === values.engine)
if (!engine) throw new RangeError(`No engine ${values.engine}; there are ${engineNames.join(', ')}`)
const seed = Number(values.seed)
const until = performance.now() + Number(values.minutes) * 60_000
/** Seconds. A due time is a whole second, so that a file may stay for one second less. */
const keepRetired = 2
/** Milliseconds after which a process that finished nothing counts as stuck. */
const patience = 60_000

console.log(`seed ${seed}`)
const outcomes = new Map<string, number>()
const violations: string[] = []
let operations = 0
let kills = 0
let checks = 0

const world = openWorld(engine, values.folder)
await world.begin(app => addPeople(app))
await world.restore()
const place = { database: world.place, folder: world.folder, keepRetired }
const workers = Array.from(
  { length: Number(values.processes) },
  (_, index) => new Worker(join(import.meta.dirname, 'soak-process.js'), place, seed + index, count),
)
for (const worker of workers) worker.start()
await Promise.all([killSometimes(), check()])
await Promise.all(workers.map(worker => worker.end()))
for (const what of await cleanUpAndCompare(world, true)) violate(what)
await world.drop()

for (const [outcome, number] of [...outcomes].sort()) console.log(`  ${outcome} ${number}`)
console.log(`seed ${seed}, engine ${engine}, processes ${workers.length}, checks ${checks}`)
console.log(`operations ${operations}, kills ${kills}, violations ${violations.length}`)
if (violations.length > 0) process.exitCode = 1

function count({ operation, outcome, what }: SoakReport): void {
  operations += 1
  const name = `${operation} ${outcome}`
  outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
  if (outcome === 'violation') violate(what ?? name)
}

async function killSometimes(): Promise<void> {
  const random = randomNumbers(seed)
  while (performance.now() < until) {
    await delay(100 + random(1_500))
    workers[random(workers.length)]?.kill()
    kills += 1
    for (const worker of workers) {
      if (performance.now() - worker.activeAt < patience) continue
      violate('a process has finished nothing for a minute')
      worker.activeAt = performance.now()
    }
  }
}

async function check(): Promise<void> {
  const db = await openDatabase(world.place)
  while (performance.now() < until) {
    try {
      for (const what of await checkOnce(db, world.folder, checks % 2 === 0 ? 0 : 300)) violate(what)
      checks += 1
    } catch (error) {
      violate(`the checker: ${error instanceof Error ? error.stack : String(error)}`)
    }
    await delay(20)
  }
  await db.destroy()
}

function violate(what: string): void {
  violations.push(what)
  if (violations.length <= 50) console.log(`VIOLATION --engine ${engine} --seed ${seed}\n    ${what}`)
}
