import { FileCleanupError } from './errors.js'
import type { SettleRequest, Settler } from './settler.js'

/** What a verb has done to files in a transaction that may still be open. */
export interface TouchedFiles {
  /** New files: garbage unless their rows were committed. */
  readonly staged: readonly SettleRequest[]
  /** Files whose rows were deleted. */
  readonly retired: readonly SettleRequest[]
}

export interface HintQueueOptions {
  /** How long the files of replaced and removed images stay, in seconds. */
  readonly keepRetired: number
  /** Told when the ledger cannot be read or written. */
  readonly onCleanupError: (error: FileCleanupError) => void
  /** Works through the ledger; called about once a minute while images are written. */
  readonly reap: () => AsyncIterable<unknown>
}

/** Milliseconds until a file is looked at again that a transaction still holds. */
const retryDelays: readonly number[] = [50, 1_000, 5_000, 30_000, 120_000]
const reapInterval = 60_000

/**
 * Settles files in the background, one after the other, when something tells that a transaction may have ended. Hints
 * may be early, doubled, wrong or missing: they change when a file is looked at, never whether it goes.
 */
export class HintQueue<THandle> {
  readonly #settler: Settler<THandle>
  readonly #options: HintQueueOptions
  readonly #delayed = new Set<() => void>()
  readonly #touchedIn = new WeakMap<object, TouchedFiles[]>()
  #queue: Promise<unknown> = Promise.resolve()
  /** By a clock that nobody sets. */
  #reapedAt = Number.NEGATIVE_INFINITY

  constructor(settler: Settler<THandle>, options: HintQueueOptions) {
    this.#settler = settler
    this.#options = options
  }

  /** A transaction has ended that touched these files. */
  ended(touched: readonly TouchedFiles[]): void {
    const requests = touched.flatMap(files => this.#settleable(files))
    if (requests.length > 0) void this.#enqueue(() => this.#settleAll(requests, 0))
    const now = performance.now()
    if (now - this.#reapedAt < reapInterval) return
    this.#reapedAt = now
    void this.#enqueue(() => drain(this.#options.reap()))
  }

  /** A transaction of the application has touched these files; its end may never be announced. */
  touched(touched: TouchedFiles, transaction?: object): void {
    const requests = this.#settleable(touched)
    if (requests.length > 0) this.#delay(() => this.#settleAll(requests, 1), 1_000)
    if (!transaction) return
    const files = this.#touchedIn.get(transaction)
    if (files) files.push(touched)
    else this.#touchedIn.set(transaction, [touched])
  }

  /** The adapter saw this transaction of the application end. */
  transactionEnded(transaction: object): void {
    const touched = this.#touchedIn.get(transaction) ?? []
    this.#touchedIn.delete(transaction)
    if (touched.length > 0) this.ended(touched)
  }

  /** Settles files that nobody else knows, and waits for it. */
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

  /** Retired files have their time to stay, unless that is none. */
  #settleable({ staged, retired }: TouchedFiles): readonly SettleRequest[] {
    return this.#options.keepRetired === 0 ? [...staged, ...retired] : staged
  }

  async #settleAll(requests: readonly SettleRequest[], attempt: number): Promise<void> {
    const waiting: SettleRequest[] = []
    for (const request of requests) {
      // A row that is seen was committed; most files need no more than this.
      if (await this.#settler.hasRow(request)) continue
      const outcome = await this.#settler.settle(request, { evenRetired: this.#options.keepRetired === 0 })
      if (outcome === 'waiting') waiting.push(request)
    }
    const delay = retryDelays[attempt]
    if (waiting.length > 0 && delay !== undefined) this.#delay(() => this.#settleAll(waiting, attempt + 1), delay)
  }

  #enqueue(work: () => Promise<unknown>): Promise<unknown> {
    this.#queue = this.#queue.then(work).catch((error: unknown) => {
      const message = 'The ledger could not be read or written; reaping tries again'
      this.#options.onCleanupError(new FileCleanupError(message, { errors: [error], keys: [] }))
    })
    return this.#queue
  }

  #delay(work: () => Promise<unknown>, milliseconds: number): void {
    const start = (): void => {
      clearTimeout(timer)
      this.#delayed.delete(start)
      void this.#enqueue(work)
    }
    const timer = setTimeout(start, milliseconds)
    timer.unref()
    this.#delayed.add(start)
  }
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}
