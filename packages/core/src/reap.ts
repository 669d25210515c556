import { checkConcurrency } from './check-concurrency.js'
import type { FilePlace, LedgerLine } from './ledger.js'
import type { Repository } from './repository.js'
import type { Services } from './services.js'
import type { SettleOutcome, Settler } from './settler.js'
import { sideBySide } from './side-by-side.js'
import type { Store } from './store.js'

export interface ReapOptions {
  /** Tells what is due and changes nothing. Default false. */
  readonly dryRun?: boolean
  /** How many files are settled at once. Default 8. */
  readonly concurrency?: number
  /** Stops after the lines in hand. */
  readonly signal?: AbortSignal
}

export interface PruneOptions extends ReapOptions {
  /** The store, or its name, that images were moved out of. */
  readonly store: Store | string
}

/** What reaping did to one line of the ledger. */
export interface ReapEvent {
  readonly path: string
  readonly store: string
  /**
   * As {@link SettleOutcome}, where `'retained'` is also said of what was seen for the first time, and is kept for
   * `keepRetired` seconds from now on; or `'due'`, in a dry run.
   */
  readonly outcome: SettleOutcome | 'due'
}

const pageSize = 100

/** Files that are settled at once: a store far away is waited for in parallel, and the application keeps connections. */
export const settleConcurrency = 8

/** Works through the lines of the ledger that are due, one page after the other, until none is left. */
export async function* reap<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  keepRetired: number,
  options: ReapOptions = {},
): AsyncGenerator<ReapEvent, void, undefined> {
  const settleAll = settling(options)
  const seen = new Set<string>()
  for (;;) {
    // A line that a transaction holds or that failed, and every line in a dry run, may stay due: once is enough for one
    // run.
    const lines = await repository.root.dueLines(pageSize + seen.size)
    const unseen = lines.filter(line => !seen.has(lineId(line)))
    if (unseen.length === 0) return
    for await (const event of settleAll(unseen, line => reapLine(repository, settler, keepRetired, line))) {
      if (event.outcome === 'due' || event.outcome === 'waiting' || event.outcome === 'failed') seen.add(lineId(event))
      yield event
    }
  }
}

/** Settles every retired file at once, however long it was meant to stay. */
export async function* purge<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  options: ReapOptions = {},
): AsyncGenerator<ReapEvent, void, undefined> {
  const settleAll = settling(options)
  let after = ''
  for (;;) {
    const lines = await repository.root.retiredLines(pageSize, after)
    yield* settleAll(lines, line => settler.settle(line, { evenRetired: true, tries: line.tries }))
    const last = lines.at(-1)
    if (!last || lines.length < pageSize) return
    after = last.path
  }
}

/**
 * Retires the files that images had in a store before they were moved out of it; they go when they were kept as long as
 * those of removed images. Files that a row names stay, as always.
 */
export async function* prune<THandle>(
  services: Pick<Services<THandle>, 'repository' | 'settler' | 'stores' | 'legacyStore'>,
  keepRetired: number,
  options: PruneOptions,
): AsyncGenerator<ReapEvent, void, undefined> {
  const { repository, settler, stores, legacyStore } = services
  const settleAll = settling(options)
  const store = stores.registered(options.store)
  const names = store === legacyStore ? [store.name, ''] : [store.name]
  let after = ''
  for (;;) {
    const lines = await repository.root.movedLines(names, pageSize, after)
    yield* settleAll(lines, line => pruneLine(repository, settler, keepRetired, line))
    const last = lines.at(-1)
    if (!last || lines.length < pageSize) return
    after = last.path
  }
}

/** What settles lines as the options ask for, and tells of them in their order. */
function settling({ dryRun = false, concurrency = settleConcurrency, signal }: ReapOptions) {
  const count = checkConcurrency(concurrency)
  return async function* (
    lines: readonly LedgerLine[],
    settle: (line: LedgerLine) => Promise<ReapEvent['outcome']>,
  ): AsyncGenerator<ReapEvent, void, undefined> {
    const settled = sideBySide(lines, count, async line => {
      signal?.throwIfAborted()
      return dryRun ? 'due' : settle(line)
    })
    for await (const [{ path, store }, outcome] of settled) yield { path, store, outcome }
  }
}

async function pruneLine<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  keepRetired: number,
  line: LedgerLine,
): Promise<ReapEvent['outcome']> {
  const table = settler.tables.find(({ sqlName }) => sqlName === line.table)
  if (table) await repository.root.retire(table, [line])
  // Where its table is not known, settling reports it and leaves it alone.
  return table && keepRetired > 0 ? 'retained' : settler.settle(line, { evenRetired: true, tries: line.tries })
}

async function reapLine<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  keepRetired: number,
  line: LedgerLine,
): Promise<ReapEvent['outcome']> {
  const { state, due, tries } = line
  // A line that is no longer what it was when it was read may have been retired since, and has its time before it.
  const evenRetired = state === 'retired' || keepRetired === 0
  if (state !== 'retired' || due > 0 || keepRetired === 0) return settler.settle(line, { evenRetired, tries })
  try {
    await repository.root.postpone(line, keepRetired, false)
    return 'retained'
  } catch (error) {
    // Another reaper has the line in hand.
    if (repository.isConflict(error)) return 'waiting'
    throw error
  }
}

function lineId({ store, path }: FilePlace): string {
  return `${store}:${path}`
}
