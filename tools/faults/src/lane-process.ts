/** A process that works through jobs on a world of its own for each engine. */
import { join } from 'node:path'
import type { EngineName } from './database/open-database.ts'
import { openWorld } from './engines/open-world.ts'
import type { World } from './engines/world.ts'
import { type Job, runJob } from './job.ts'
import { Runners } from './runners.ts'

const [parent = ''] = process.argv.slice(2)
const runners = new Runners(join(import.meta.dirname, 'runner-process.js'))
const worlds = new Map<EngineName, World>()

process.on('message', (job: Job | 'end') => {
  void (job === 'end' ? end() : work(job))
})
// The main process has gone: nobody wants the rest.
process.on('disconnect', () => void end().finally(() => process.exit()))

async function work(job: Job): Promise<void> {
  const world = worlds.get(job.engine) ?? openWorld(job.engine, parent)
  worlds.set(job.engine, world)
  try {
    process.send?.({ job, ...(await runJob(job, world, runners)) })
  } catch (error) {
    process.send?.({ job, failure: error instanceof Error ? error.stack : String(error) })
  }
}

async function end(): Promise<void> {
  runners.stop()
  const open = [...worlds.values()]
  worlds.clear()
  for (const world of open) await world.drop()
  if (process.connected) process.disconnect()
}
