import { isImageAttachError, MigrationError, TransactionNotJoinedError } from './errors.js'
import { type ImageEvent, ImageMover, type ImageMoverOptions } from './image-mover.js'
import type { ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import { type RowCursor, tablesFrom, writeCursor } from './migration-cursor.js'
import type { MigrationEvent } from './migration-event.js'
import type { Pace } from './pace.js'
import { Pool } from './pool.js'
import type { Services } from './services.js'
import type { Store } from './store.js'
import { currentTransaction } from './transaction-scope.js'

/** What {@link MigrationRun} needs, checked. */
export interface MigrationRunOptions extends ImageMoverOptions {
  readonly from: Store
  readonly concurrency: number
  readonly pace: Pace
}

const pageSize = 256
/** Bytes of files in hand at once, unless one alone is larger. */
const maxBytes = 64 * 1024 * 1024
/** What a file counts whose length is not known. */
const guessedBytes = 1024 * 1024
/** So many failures of a store without a success in between are an outage. */
const maxFailures = 10
/** Milliseconds. */
const progressInterval = 1_000

/** One run of a migration. */
export class MigrationRun<THandle> {
  readonly #services: Services<THandle>
  readonly #options: MigrationRunOptions
  /** What rows call the source. */
  readonly #names: readonly string[]
  readonly #counts = { done: 0, total: 0, moved: 0, changed: 0, problems: 0, bytes: 0 }
  #after: string | undefined
  #reportedAt = performance.now()
  #failures = 0
  #outage: { readonly cause: unknown } | undefined

  constructor(services: Services<THandle>, options: MigrationRunOptions) {
    this.#services = services
    this.#options = options
    this.#names = options.from === services.legacyStore ? [options.from.name, ''] : [options.from.name]
  }

  /** Page after page in the order of the keys, in flat memory. */
  async *events(
    tables: readonly ImageTable[],
    start: RowCursor | undefined,
  ): AsyncGenerator<MigrationEvent, void, undefined> {
    if (currentTransaction(this.#services)) {
      throw new TransactionNotJoinedError('A migration has transactions of its own: run it outside images.transaction')
    }
    const { root } = this.#services.repository
    const left = tablesFrom(tables, start)
    for (const table of left) {
      await root.schema?.requireColumns(table)
      this.#counts.total += await root.countIn(table, this.#names)
    }
    for (const table of left) {
      const mover = new ImageMover(this.#services, table, this.#options)
      let after = table.sqlName === start?.table ? start.position : undefined
      for (;;) {
        const page = await root.scan(table, after, pageSize)
        yield* this.#movePage(table, mover, page)
        after = page.at(-1)
        if (!after || page.length < pageSize) break
      }
    }
  }

  async *#movePage(
    table: ImageTable,
    mover: ImageMover<THandle>,
    page: readonly ImageRow[],
  ): AsyncGenerator<MigrationEvent, void, undefined> {
    const rows = page.filter(row => this.#names.includes(row.store))
    const files = await mover.stage(rows)
    const passed = new PassedRows(rows)
    const events: ImageEvent[] = []
    const pool = new Pool()
    let started = 0
    try {
      for (const [index, row] of rows.entries()) {
        for (const weight = weightOf(row); !this.#hasRoom(pool, weight); yield* events.splice(0)) await pool.change()
        await this.#options.pace.turn(this.#options.signal)
        if (this.#isStopped) break
        this.#options.pace.spend(1, row.byteSize ?? 0)
        started += 1
        pool.add(weightOf(row), async () => {
          const event = await mover.move(row, files[index]).catch((cause: unknown) => this.#fail(cause))
          if (!event) return
          this.#count(row, event)
          if (isFinal(event)) passed.add(index)
          events.push(event)
        })
        if (performance.now() - this.#reportedAt > progressInterval) yield this.#progress(table, passed.last)
      }
      for (; pool.size > 0; yield* events.splice(0)) await pool.change()
    } finally {
      await pool.end()
      await mover.unstage(files.slice(started))
    }
    yield* events
    yield this.#progress(table, this.#isStopped ? passed.last : page.at(-1))
    this.#throwIfStopped()
  }

  #hasRoom(pool: Pool, weight: number): boolean {
    return pool.size === 0 || (pool.size < this.#options.concurrency && pool.weight + weight <= maxBytes)
  }

  #count(row: ImageRow, event: ImageEvent): void {
    const counts = this.#counts
    counts.done += 1
    if (event.kind === 'problem') {
      counts.problems += 1
      if (event.problem === 'unreadable' || event.problem === 'unwritable') this.#failures += 1
      if (isFatal(event) || this.#failures >= maxFailures) this.#fail(event.cause)
      return
    }
    this.#failures = 0
    if (row.byteSize === null) this.#options.pace.spend(0, event.byteSize)
    if (event.outcome === 'changed') counts.changed += 1
    else {
      counts.moved += 1
      counts.bytes += event.byteSize
    }
  }

  #progress(table: ImageTable, last: ImageRow | undefined): MigrationEvent {
    this.#reportedAt = performance.now()
    if (last) this.#after = writeCursor(table, last)
    return { kind: 'progress', table: table.name, ...this.#counts, after: this.#after }
  }

  /** What makes it senseless to start another one. */
  #fail(cause: unknown): undefined {
    this.#outage ??= { cause }
  }

  get #isStopped(): boolean {
    return this.#outage !== undefined || this.#options.signal?.aborted === true
  }

  #throwIfStopped(): void {
    this.#options.signal?.throwIfAborted()
    if (!this.#outage) return
    const { cause } = this.#outage
    const { from, to } = this.#options
    const { moved, total } = this.#counts
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(
      `The migration from store "${from.name}" to "${to.name}" stopped after ${moved} of ${total} images: ${reason}`,
      { source: from.name, destination: to.name, problems: [], progress: { ...this.#counts, after: this.#after } },
      { cause },
    )
  }
}

/** The rows of a page that are done with, without a gap. */
class PassedRows {
  readonly #rows: readonly ImageRow[]
  readonly #done = new Set<number>()
  #count = 0

  constructor(rows: readonly ImageRow[]) {
    this.#rows = rows
  }

  add(index: number): void {
    this.#done.add(index)
    while (this.#done.delete(this.#count)) this.#count += 1
  }

  /** The last one before the first gap. */
  get last(): ImageRow | undefined {
    return this.#rows[this.#count - 1]
  }
}

/** Whether another run would come to the same end: a store that failed, or a transaction in the way, may be gone by then. */
function isFinal(event: ImageEvent): boolean {
  return event.kind === 'file' || !['unreadable', 'unwritable', 'busy'].includes(event.problem)
}

/** Whether the destination would refuse every other file, too. */
function isFatal(event: Extract<ImageEvent, { kind: 'problem' }>): boolean {
  const { cause } = event
  const isOfStore = isImageAttachError(cause) && cause.code === 'STORE_UNAVAILABLE'
  return event.problem === 'unwritable' && isOfStore && (cause.reason === 'full' || cause.reason === 'denied')
}

function weightOf(row: ImageRow): number {
  return row.byteSize ?? guessedBytes
}
