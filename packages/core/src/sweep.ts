import { checkConcurrency } from './check-concurrency.js'
import { settleConcurrency } from './reap.js'
import type { Repository } from './repository.js'
import type { SettleOutcome, SettleRequest, Settler } from './settler.js'
import { sideBySide } from './side-by-side.js'
import type { Store, StoredFile } from './store.js'
import type { StoreRegistry } from './store-registry.js'

export interface SweepOptions {
  /** Tells what is garbage and changes nothing. Default false. */
  readonly dryRun?: boolean
  /**
   * Younger files are left alone, in seconds by the clock of the store. Politeness only, no promise rests on it.
   * Default 3,600.
   */
  readonly minAge?: number
  /** The names of the stores to sweep. Default: all that can list their files. */
  readonly stores?: readonly string[]
  /** How many files are settled at once. Default 8. */
  readonly concurrency?: number
  /** Stops after the files in hand. */
  readonly signal?: AbortSignal
}

/** A page of a store's listing is done, or something was found that no row has. */
export type SweepEvent =
  | {
      readonly kind: 'progress'
      readonly store: string
      /** Files of this store that were looked at so far. */
      readonly scanned: number
    }
  | {
      readonly kind: 'file'
      readonly store: string
      readonly path: string
      readonly byteSize: number
      /**
       * As {@link SettleOutcome}; or `'young'`: left for a later sweep; `'foreign'`: no attachment here has its object
       * type, so nobody here can tell; `'garbage'`, in a dry run.
       */
      readonly outcome: SettleOutcome | 'young' | 'foreign' | 'garbage'
    }

const pageSize = 500

/**
 * Finds files that neither a row nor the ledger knows, and settles them: page after page of the store's own listing,
 * in any order, in flat memory. Only paths of this application's namespace are looked at.
 */
export async function* sweep<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  stores: StoreRegistry,
  options: SweepOptions = {},
): AsyncGenerator<SweepEvent, void, undefined> {
  const concurrency = checkConcurrency(options.concurrency ?? settleConcurrency)
  const prefix = `${await repository.root.namespace()}/`
  for (const store of stores) {
    if (!store.list || options.stores?.includes(store.name) === false) continue
    let scanned = 0
    const listing = { remains: true, own: true, ...(options.signal ? { signal: options.signal } : {}) }
    for await (const page of pages(store.list(prefix, listing))) {
      const unknown = await unknownFiles(repository, settler, page)
      const swept = sideBySide(unknown, concurrency, file => sweepFile(settler, store, file, options))
      for await (const [{ path, byteSize }, outcome] of swept) {
        yield { kind: 'file', store: store.name, path, byteSize, outcome }
      }
      scanned += page.length
      yield { kind: 'progress', store: store.name, scanned }
    }
  }
}

async function sweepFile<THandle>(
  settler: Settler<THandle>,
  store: Store,
  file: StoredFile,
  { dryRun = false, minAge = 3_600, signal }: SweepOptions,
): Promise<Extract<SweepEvent, { kind: 'file' }>['outcome']> {
  signal?.throwIfAborted()
  const [, objectType] = file.path.split('/')
  const table = settler.tables.find(known => known.objectType.toLowerCase() === objectType)
  if (!table) return 'foreign'
  if (Date.now() - file.modifiedAt.getTime() < minAge * 1_000) return 'young'
  if (dryRun) return 'garbage'
  const request: SettleRequest = { path: file.path, store: store.name, table: table.sqlName, legacy: null }
  return settler.settle(request)
}

/**
 * The files of a page that no row and no line of the ledger knows. By path only: two names may mean one bucket. Rows are
 * asked first: a row that is deleted meanwhile leaves a line, whose time to stay is not for a sweep to cut short.
 */
async function unknownFiles<THandle>(
  repository: Repository<THandle>,
  settler: Settler<THandle>,
  page: readonly StoredFile[],
): Promise<readonly StoredFile[]> {
  const known = new Set<string>()
  const unknown = () => page.map(file => file.path).filter(path => !known.has(path))
  for (const table of settler.tables) {
    for (const path of await repository.root.findPaths(table, unknown())) known.add(path)
  }
  for (const path of await repository.root.findLines(unknown())) known.add(path)
  return page.filter(file => !known.has(file.path))
}

async function* pages(files: AsyncIterable<StoredFile>): AsyncGenerator<readonly StoredFile[], void, undefined> {
  let page: StoredFile[] = []
  for await (const file of files) {
    page.push(file)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
