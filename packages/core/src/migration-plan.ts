import { checkConcurrency } from './check-concurrency.js'
import { MigrationError } from './errors.js'
import type { ImageTable } from './image-table.js'
import { readCursor } from './migration-cursor.js'
import type { MigrationEvent, MigrationProblemEvent, MigrationProgress } from './migration-event.js'
import { MigrationRun } from './migration-run.js'
import { Pace, type PaceOptions } from './pace.js'
import type { Services } from './services.js'
import type { Store } from './store.js'

/** From where to where images are moved, and how. */
export interface MigrationOptions extends PaceOptions {
  /** The store that the images are in, or its name. It keeps its files; `images.prune` deletes them. */
  readonly from: Store | string
  /** The store that they go to, or its name. */
  readonly to: Store | string
  /** How many files are copied at once. Default 16. */
  readonly concurrency?: number
  /** Goes on behind the image that an `after` of an earlier run tells. Default: all images. */
  readonly after?: string
  /** Reads and checks every file, and changes nothing. Default false. */
  readonly dryRun?: boolean
  /**
   * Reads every copy again, and compares its SHA-256, even where the store can tell its length. What a store has copied
   * by itself is always read. Default false.
   */
  readonly readBack?: boolean
  /** Finishes what is in flight, tells how far it has come, and stops with the signal's reason. */
  readonly signal?: AbortSignal
}

/** No error lists more problems than this. */
const maxListed = 100

/**
 * A migration that has not begun. Each iteration, and each `execute`, runs it: whatever is in the source at that time
 * goes to the destination. Nothing of the source is deleted.
 *
 * ```ts
 * import type { MigrationPlan } from '@imageattach/core'
 *
 * export async function run(plan: MigrationPlan): Promise<void> {
 *   for await (const event of plan) {
 *     if (event.kind === 'progress') console.log(`${event.done} of ${event.total}`)
 *     if (event.kind === 'problem') console.error(event.problem, event.table, event.key)
 *   }
 * }
 * ```
 */
export class MigrationPlan implements AsyncIterable<MigrationEvent> {
  readonly #start: () => AsyncGenerator<MigrationEvent, void, undefined>
  readonly #stores: { readonly source: string; readonly destination: string }

  private constructor(
    start: () => AsyncGenerator<MigrationEvent, void, undefined>,
    stores: { readonly source: string; readonly destination: string },
  ) {
    this.#start = start
    this.#stores = stores
  }

  /** For core only. Refuses what makes no sense before anything begins. */
  static of<THandle>(
    services: Services<THandle>,
    tables: () => readonly ImageTable[],
    options: MigrationOptions,
  ): MigrationPlan {
    const [from, to] = [services.stores.registered(options.from), services.stores.registered(options.to)]
    const { concurrency = 16, dryRun = false, readBack = false, after, signal } = options
    if (from === to) throw new RangeError(`Images of store "${from.name}" cannot be moved to where they are`)
    checkConcurrency(concurrency)
    const start = after === undefined ? undefined : readCursor(after)
    const pace = new Pace(options)
    const run = { from, to, concurrency, dryRun, readBack, pace, signal }
    return new MigrationPlan(() => new MigrationRun(services, run).events(tables(), start), {
      source: from.name,
      destination: to.name,
    })
  }

  /**
   * Runs it: each image as it is moved, each problem, and now and then how far it has come.
   *
   * @throws {@link MigrationError} when a store or the database fails again and again; the last progress says where to
   * go on
   */
  [Symbol.asyncIterator](): AsyncGenerator<MigrationEvent, void, undefined> {
    return this.#start()
  }

  /**
   * Runs it to its end, and gives what became of it.
   *
   * @throws {@link MigrationError} with the problems when images were left where they were
   */
  async execute(onEvent: (event: MigrationEvent) => void = () => undefined): Promise<MigrationProgress> {
    const problems: MigrationProblemEvent[] = []
    let progress: MigrationProgress = {
      done: 0,
      total: 0,
      moved: 0,
      changed: 0,
      problems: 0,
      bytes: 0,
      after: undefined,
    }
    for await (const event of this) {
      if (event.kind === 'progress') progress = event
      else if (event.kind === 'problem' && problems.length < maxListed) problems.push(event)
      onEvent(event)
    }
    const [first] = problems
    if (!first) return progress
    throw new MigrationError(
      `${progress.problems} of ${progress.total} images stay in store "${this.#stores.source}" (${first.problem} first, ` +
        `in ${first.table}): see \`problems\`, mend what they tell, and run it again`,
      { ...this.#stores, problems, progress },
      { cause: first.cause },
    )
  }
}
