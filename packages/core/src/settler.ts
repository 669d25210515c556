import { FileCleanupError, SchemaError } from './errors.js'
import type { ImageTable } from './image-table.js'
import type { LedgerLine } from './ledger.js'
import { legacyPlace, placeKey, retiredFile } from './legacy/legacy-place.js'
import type { Repository } from './repository.js'
import type { Store } from './store.js'
import type { StoreRegistry } from './store-registry.js'

/** A file that a settler is asked to look at. */
export type SettleRequest = Pick<LedgerLine, 'path' | 'store' | 'table' | 'legacy'>

/** What a verb has done to files in a transaction that may still be open. */
export interface TouchedFiles {
  /** New files: garbage unless their rows were committed. */
  readonly staged: readonly SettleRequest[]
  /** Files whose rows were deleted. */
  readonly retired: readonly SettleRequest[]
}

/**
 * `'deleted'`: no row had it, and now it is gone. `'kept'`: a row has it. `'waiting'`: a transaction that may decide it
 * is still open. `'failed'`: it could not be deleted yet; the ledger keeps it.
 */
export type SettleOutcome = 'deleted' | 'kept' | 'waiting' | 'failed'

/** What reaping did to one line of the ledger. */
export interface ReapEvent {
  readonly path: string
  readonly store: string
  /** As {@link SettleOutcome}, or `'retained'`: retired, and kept for `keepRetired` seconds from now on. */
  readonly outcome: SettleOutcome | 'retained'
}

export interface SettlerOptions {
  /** How long the files of replaced and removed images stay, in seconds. */
  readonly keepRetired: number
  /** Told of every file that could not be deleted. */
  readonly onCleanupError: (error: FileCleanupError) => void
}

const reapPageSize = 100
const retryDelays: readonly number[] = [50, 1_000, 5_000, 30_000, 120_000]
const autoReapInterval = 60_000

/**
 * The only code that deletes bytes. The presence of a row proves a commit, its absence proves nothing: so it first
 * writes the ledger line, which waits for any transaction in flight, and only then looks for the row. Any number of
 * settlers may run at once, and be killed at any point.
 */
export class Settler<THandle> {
  readonly #repository: Repository<THandle>
  readonly #stores: StoreRegistry
  readonly #options: SettlerOptions
  readonly #tables = new Map<string, ImageTable>()
  #queue: Promise<unknown> = Promise.resolve()
  readonly #delayed = new Set<() => void>()
  #reapedAt = 0
  #legacyStore: Store | undefined

  constructor(
    repository: Repository<THandle>,
    stores: StoreRegistry,
    options: SettlerOptions & { readonly legacyStore?: Store | undefined },
  ) {
    this.#repository = repository
    this.#stores = stores
    this.#options = options
    this.#legacyStore = options.legacyStore
  }

  /** Makes a table known; lines of unknown tables are reported and left alone. */
  addTable(table: ImageTable): void {
    this.#tables.set(table.sqlName, table)
  }

  /** Settles the files of a transaction that has ended, in the background. A hint: nothing depends on it. */
  hint(touched: readonly TouchedFiles[]): void {
    const requests = touched.flatMap(files => this.#settleable(files))
    if (requests.length > 0) void this.#enqueue(() => this.#settleAll(requests, 0))
    if (Date.now() - this.#reapedAt >= autoReapInterval) {
      this.#reapedAt = Date.now()
      void this.#enqueue(() => this.#drain(this.reap()))
    }
  }

  /** Settles the files of a transaction of the application, whose end nobody announces, some time later. */
  hintLater(touched: TouchedFiles): void {
    const requests = this.#settleable(touched)
    if (requests.length > 0) this.#delay(() => this.#settleAll(requests, 1), 1_000)
  }

  /** Settles files that this process alone knows, and waits for it. Failures are reported, never thrown. */
  async discard(requests: readonly SettleRequest[]): Promise<void> {
    if (requests.length > 0) await this.#enqueue(() => this.#settleAll(requests, 0))
  }

  /** Waits until nothing is left to do, starting delayed work at once. */
  async settled(): Promise<void> {
    for (;;) {
      for (const start of [...this.#delayed]) start()
      const queue = this.#queue
      await queue
      if (this.#delayed.size === 0 && queue === this.#queue) return
    }
  }

  /** Works through the lines of the ledger that are due, one page after the other, until none is left. */
  async *reap(): AsyncGenerator<ReapEvent, void, undefined> {
    const seen = new Set<string>()
    for (;;) {
      const lines = await this.#repository.root.dueLines(reapPageSize)
      // A line that a transaction still holds stays due; once is enough for one run.
      const unseen = lines.filter(({ store, path }) => !seen.has(`${store}:${path}`))
      if (unseen.length === 0) return
      for (const line of unseen) {
        seen.add(`${line.store}:${line.path}`)
        yield { path: line.path, store: line.store, outcome: await this.#reapLine(line) }
      }
    }
  }

  async #reapLine(line: LedgerLine): Promise<ReapEvent['outcome']> {
    if (line.state === 'retired' && line.due === 0 && this.#options.keepRetired > 0) {
      await this.#repository.root.postpone(line, this.#options.keepRetired, false)
      return 'retained'
    }
    return this.#settle(line, line.tries)
  }

  async #settleAll(requests: readonly SettleRequest[], attempt: number): Promise<void> {
    const waiting: SettleRequest[] = []
    for (const request of await this.#withoutRow(requests)) {
      if ((await this.#settle(request)) === 'waiting') waiting.push(request)
    }
    const delay = retryDelays[attempt]
    if (waiting.length > 0 && delay !== undefined) this.#delay(() => this.#settleAll(waiting, attempt + 1), delay)
  }

  /** What a plain look cannot clear already: a row that is seen was committed. */
  async #withoutRow(requests: readonly SettleRequest[]): Promise<readonly SettleRequest[]> {
    const unknown: SettleRequest[] = []
    for (const request of requests) {
      const table = this.#tables.get(request.table)
      if (!table || !(await this.#hasRow(table, request))) unknown.push(request)
    }
    return unknown
  }

  /** Fence, look, delete, drop. */
  async #settle(request: SettleRequest, tries = 0): Promise<SettleOutcome> {
    const session = this.#repository.root
    try {
      const table = this.#table(request)
      const key = placeKey(table, request)
      const store = this.#store(request)
      await session.fence(request)
      if (await this.#hasRow(table, request)) {
        await session.release(request)
        return 'kept'
      }
      await store.deleteFile(key)
      await session.release(request)
      return 'deleted'
    } catch (error) {
      if (this.#repository.isConflict(error)) return 'waiting'
      await this.#report(request, tries, error)
      return 'failed'
    }
  }

  async #hasRow(table: ImageTable, request: SettleRequest): Promise<boolean> {
    const session = this.#repository.root
    if (request.legacy === null) return (await session.findPaths(table, [request.path])).has(request.path)
    const { key } = legacyPlace(request.legacy)
    const rows = await session.find(table, key)
    return rows.some(row => row.path === '' && retiredFile(table, row).path === request.path)
  }

  #table(request: SettleRequest): ImageTable {
    const table = this.#tables.get(request.table)
    if (table) return table
    throw new SchemaError(
      `The ledger has a file of table "${request.table}", for which there is no attachment here; ` +
        'declare it with images.attachment(...), or leave it to a process that has it',
    )
  }

  #store(request: SettleRequest): Store {
    if (request.store !== '') return this.#stores.get(request.store)
    if (this.#legacyStore) return this.#legacyStore
    throw new SchemaError('A file of SQLAlchemy-ImageAttach is to be deleted, but no `legacyStore` is set')
  }

  async #report(request: SettleRequest, tries: number, error: unknown): Promise<void> {
    const keys = [`${request.store}:${request.path}`]
    this.#options.onCleanupError(
      new FileCleanupError(`${keys[0]} could not be deleted; it stays in the ledger and is tried again`, {
        errors: [error],
        keys,
      }),
    )
    // The line may not exist, or the database may be what failed: either way the reaper or the sweep finds the file.
    const seconds = Math.min(60 * 2 ** tries, 3_600)
    await this.#repository.root.postpone(request, seconds, true).catch(() => undefined)
  }

  #settleable(touched: TouchedFiles): readonly SettleRequest[] {
    return this.#options.keepRetired === 0 ? [...touched.staged, ...touched.retired] : touched.staged
  }

  #enqueue(work: () => Promise<unknown>): Promise<unknown> {
    this.#queue = this.#queue.then(work).catch((error: unknown) => {
      this.#options.onCleanupError(
        new FileCleanupError('The ledger could not be read or written; reaping tries again', {
          errors: [error],
          keys: [],
        }),
      )
    })
    return this.#queue
  }

  #delay(work: () => Promise<unknown>, delay: number): void {
    const start = (): void => {
      clearTimeout(timer)
      this.#delayed.delete(start)
      void this.#enqueue(work)
    }
    const timer = setTimeout(start, delay)
    timer.unref()
    this.#delayed.add(start)
  }

  async #drain(events: AsyncIterable<unknown>): Promise<void> {
    for await (const _ of events);
  }
}
