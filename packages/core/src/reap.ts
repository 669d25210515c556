import type { LedgerLine } from './ledger.js'
import type { Repository } from './repository.js'
import type { Services } from './services.js'
import type { SettleOutcome, Settler } from './settler.js'
import type { Store } from './store.js'

export interface ReapOptions {
  /** Tells what is due and changes nothing. Default false. */
  readonly dryRun?: boolean
  /** Stops after the line in hand. */
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

/** Works through the lines of the ledger that are due, one page after the other, until none is left. */
export async function* reap<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  keepRetired: number,
  options: ReapOptions = {},
): AsyncGenerator<ReapEvent, void, undefined> {
  const seen = new Set<string>()
  for (;;) {
    // A line that a transaction holds or that failed, and every line in a dry run, may stay due: once is enough for one
    // run.
    const lines = await repository.root.dueLines(pageSize + seen.size)
    const unseen = lines.filter(line => !seen.has(lineId(line)))
    if (unseen.length === 0) return
    for (const line of unseen) {
      options.signal?.throwIfAborted()
      const outcome = options.dryRun ? 'due' : await reapLine(repository, settler, keepRetired, line)
      if (outcome === 'due' || outcome === 'waiting' || outcome === 'failed') seen.add(lineId(line))
      yield { path: line.path, store: line.store, outcome }
    }
  }
}

/** Settles every retired file at once, however long it was meant to stay. */
export async function* purge<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  options: ReapOptions = {},
): AsyncGenerator<ReapEvent, void, undefined> {
  let after = ''
  for (;;) {
    const lines = await repository.root.retiredLines(pageSize, after)
    for (const line of lines) {
      options.signal?.throwIfAborted()
      const outcome = options.dryRun ? 'due' : await settler.settle(line, { evenRetired: true, tries: line.tries })
      yield { path: line.path, store: line.store, outcome }
    }
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
  const store = stores.registered(options.store)
  const names = store === legacyStore ? [store.name, ''] : [store.name]
  let after = ''
  for (;;) {
    const lines = await repository.root.movedLines(names, pageSize, after)
    for (const line of lines) {
      options.signal?.throwIfAborted()
      const outcome = options.dryRun ? 'due' : await pruneLine(repository, settler, keepRetired, line)
      yield { path: line.path, store: line.store, outcome }
    }
    const last = lines.at(-1)
    if (!last || lines.length < pageSize) return
    after = last.path
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

function lineId({ store, path }: LedgerLine): string {
  return `${store}:${path}`
}
