import { readdirSync, readlinkSync } from 'node:fs'
import { type AppPlace, openApp } from './app.ts'
import { Calls } from './calls.ts'
import type { Fault } from './modes.ts'
import { scenarioNamed } from './scenarios/index.ts'

/** One operation to run, with the fault that it meets; nothing that could not be sent to another process. */
export interface Task {
  readonly place: AppPlace
  readonly scenario: string
  readonly seed: number
  /** Which of the processes that run it at once, from 0. */
  readonly process: number
  readonly fault: Fault | undefined
}

/** How an operation ended. */
export interface TaskResult {
  readonly outcome: 'fulfilled' | 'rejected' | 'killed' | 'hung'
  /** How many calls were counted. */
  readonly calls: number
  /** The call that was hit. */
  readonly hit: string
  readonly error?: string
  readonly value?: string | undefined
  /** What must not happen in any run: descriptors that stay open, rejections that nobody handles. */
  readonly faults: readonly string[]
}

const patience = 30_000

/** Runs an operation in this process, on an application that is started for it. */
export async function runTask({ place, scenario, seed, process: index, fault }: Task): Promise<TaskResult> {
  const calls = new Calls(fault)
  const faults: string[] = []
  const unhandled = (reason: unknown) => void faults.push(`unhandled rejection: ${String(reason)}`)
  process.on('unhandledRejection', unhandled)
  try {
    const app = await openApp(place, calls)
    const operation = async () => {
      try {
        return await scenarioNamed(scenario).run(app, seed, index)
      } finally {
        await app.images.settled()
      }
    }
    const ended = await Promise.race([settle(operation()), hang()])
    await Promise.race([app.close().catch(() => undefined), new Promise(resolve => setTimeout(resolve, 2_000).unref())])
    faults.push(...openFiles(place.folder))
    return { ...ended, calls: calls.count, hit: calls.hit, faults }
  } finally {
    process.off('unhandledRejection', unhandled)
  }
}

type Ended = Pick<TaskResult, 'outcome' | 'error' | 'value'>

function settle(operation: Promise<string | undefined>): Promise<Ended> {
  return operation.then(
    value => ({ outcome: 'fulfilled', value }),
    (error: unknown) => ({
      outcome: 'rejected',
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }),
  )
}

function hang(): Promise<Ended> {
  return new Promise(resolve => {
    setTimeout(() => resolve({ outcome: 'hung' }), patience).unref()
  })
}

/** Descriptors of the store's files that the process still has, where the system tells. */
function openFiles(folder: string): readonly string[] {
  const open: string[] = []
  for (const descriptor of tryList('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`)
      if (target.startsWith(`${folder}/`)) open.push(`still open: ${target}`)
    } catch {
      // The descriptor of the listing itself.
    }
  }
  return open
}

function tryList(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // No /proc here.
    return []
  }
}
