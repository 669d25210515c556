import { describeFailure } from './describe-failure.js'
import type { LogEntry } from './protocol.js'

/** Something that the page asked for. */
export interface Action {
  readonly title: string
  /** The TypeScript that `run` is, with the values of this time. */
  readonly code: string
  /** Does it, and tells in words what came of it. */
  run(): Promise<string | Findings>
}

/** An outcome with things to list. */
export interface Findings {
  readonly result: string
  readonly details: readonly string[]
  /** What was found is not as it should be. Default false. */
  readonly warns?: boolean
}

const capacity = 50
const nothing = { result: '', details: [], warns: false, failure: null }

/** Remembers what happened, the newest first. */
export class Journal {
  readonly #entries: LogEntry[] = []
  #count = 0

  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  /** Runs the action; its failure is written down, too, and not thrown. */
  async record(action: Action): Promise<LogEntry> {
    const started = performance.now()
    const outcome = await action.run().then(
      found => ({ ...nothing, ...(typeof found === 'string' ? { result: found } : found) }),
      (error: unknown) => ({ ...nothing, failure: describeFailure(error) }),
    )
    return this.add({
      title: action.title,
      code: action.code,
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
      ...outcome,
    })
  }

  /** Writes down what happened by itself. */
  add(entry: Omit<LogEntry, 'id' | 'at'>): LogEntry {
    this.#count += 1
    const added = { id: this.#count, at: new Date().toISOString(), ...entry }
    this.#entries.unshift(added)
    this.#entries.length = Math.min(this.#entries.length, capacity)
    return added
  }
}
