import { FileCleanupError, SchemaError } from './errors.js'
import type { ImageTable } from './image-table.js'
import { legacyPlace, placeKey, retiredFile } from './legacy/legacy-place.js'
import type { FenceLine, Repository } from './repository.js'
import type { Store } from './store.js'
import type { StoreRegistry } from './store-registry.js'

/** A file that a settler is asked to look at. */
export type SettleRequest = FenceLine

/**
 * `'deleted'`: no row had it, and now it is gone. `'kept'`: a row has it. `'retained'`: its row was deleted, and it has
 * its time to stay, or its image was moved to another store and this one was not pruned. `'waiting'`: a transaction that may decide it is still open. `'failed'`: it could not be deleted yet;
 * the ledger keeps it.
 */
export type SettleOutcome = 'deleted' | 'kept' | 'retained' | 'waiting' | 'failed'

/** How a file is settled. */
export interface SettleOptions {
  /** Whether a file whose row was deleted goes, too: its time to stay is over, or it has none. Default false. */
  readonly evenRetired?: boolean
  /** How often it has failed before. Default 0. */
  readonly tries?: number
}

export interface SettlerOptions {
  /** Where the files of SQLAlchemy-ImageAttach are. */
  readonly legacyStore: Store | undefined
  /** Told of every file that could not be deleted. */
  readonly onCleanupError: (error: FileCleanupError) => void
  /** Told of every file that was looked at. */
  readonly onSettled: (request: SettleRequest, outcome: SettleOutcome) => void
}

/** A line whose settling failed waits a minute, then twice as long each time, an hour at most. */
const retrySeconds = { first: 60, most: 3_600 }

/**
 * The only code that deletes bytes. The presence of a row proves a commit, its absence proves nothing: so it first
 * writes the ledger line, which waits for any transaction in flight, and only then looks for the row. Any number of
 * settlers may run at once, and be killed at any point.
 */
export class Settler<THandle> {
  readonly #repository: Repository<THandle>
  readonly #stores: StoreRegistry
  readonly #options: SettlerOptions
  readonly #tables: (() => ImageTable)[] = []

  constructor(repository: Repository<THandle>, stores: StoreRegistry, options: SettlerOptions) {
    this.#repository = repository
    this.#stores = stores
    this.#options = options
  }

  /**
   * The tables that are known here.
   *
   * @throws RangeError when two have the same object type: a path could not tell whose file it is
   */
  get tables(): readonly ImageTable[] {
    const tables = new Map<string, ImageTable>()
    for (const table of this.#tables.map(describe => describe())) {
      // Paths are lower case.
      const objectType = table.objectType.toLowerCase()
      const rival = tables.get(objectType)
      if (rival && rival.sqlName !== table.sqlName) {
        throw new RangeError(
          `Tables ${rival.name} and ${table.name} have the same object type "${table.objectType}"; ` +
            'give one of them another objectType',
        )
      }
      tables.set(objectType, table)
    }
    return [...tables.values()]
  }

  /** Makes a table known; lines of unknown tables are reported and left alone. It is described when it is needed. */
  addTable(describe: () => ImageTable): void {
    this.#tables.push(describe)
  }

  /** Fence, look, delete, drop. Failures are reported, never thrown. */
  async settle(request: SettleRequest, options: SettleOptions = {}): Promise<SettleOutcome> {
    const outcome = await this.#settle(request, options)
    this.#options.onSettled(request, outcome)
    return outcome
  }

  /** Whether a committed row has the file; a plain look, which proves something only when the answer is yes. */
  async hasRow({ path, table, legacy }: SettleRequest): Promise<boolean> {
    const session = this.#repository.root
    if (legacy === null) {
      // Every table is asked: renaming one must not make its files look like another's garbage.
      for (const known of this.tables) if ((await session.findPaths(known, [path])).has(path)) return true
      return false
    }
    const known = this.#table(table)
    const rows = await session.find(known, legacyPlace(legacy).key)
    return rows.some(row => row.path === '' && retiredFile(known, row).path === path)
  }

  async #settle(request: SettleRequest, { evenRetired = false, tries = 0 }: SettleOptions): Promise<SettleOutcome> {
    const session = this.#repository.root
    try {
      const key = placeKey(this.#table(request.table), request)
      const store = this.#store(request)
      await session.fence(request, evenRetired)
      if (await this.hasRow(request)) {
        await session.release(request)
        return 'kept'
      }
      // Asked after the row: whoever deletes a row retires its file in the same transaction.
      if (!evenRetired && (await this.#isRetired(request))) return 'retained'
      // Likewise, whoever moves an image writes in the same transaction that its file stays.
      if (await this.#isMoved(request)) return 'retained'
      await store.deleteFile(key)
      await session.release(request)
      return 'deleted'
    } catch (error) {
      if (this.#repository.isConflict(error)) return 'waiting'
      await this.#report(request, tries, error)
      return 'failed'
    }
  }

  async #isRetired({ path }: SettleRequest): Promise<boolean> {
    return (await this.#repository.root.findLines([path], 'retired')).length > 0
  }

  async #isMoved({ path }: SettleRequest): Promise<boolean> {
    return (await this.#repository.root.findLines([path], 'moved')).length > 0
  }

  #table(sqlName: string): ImageTable {
    const table = this.tables.find(known => known.sqlName === sqlName)
    if (table) return table
    throw new SchemaError(
      `The ledger has a file of table "${sqlName}", for which there is no attachment here; ` +
        'declare it with images.attachment(...), or leave it to a process that has it',
    )
  }

  #store({ store }: SettleRequest): Store {
    if (store !== '') return this.#stores.get(store)
    if (this.#options.legacyStore) return this.#options.legacyStore
    throw new SchemaError('A file of SQLAlchemy-ImageAttach is to be deleted, but no `legacyStore` is set')
  }

  async #report(request: SettleRequest, tries: number, error: unknown): Promise<void> {
    const key = `${request.store}:${request.path}`
    this.#options.onCleanupError(
      new FileCleanupError(`${key} could not be deleted; it stays in the ledger and is tried again`, {
        errors: [error],
        keys: [key],
      }),
    )
    const seconds = Math.min(retrySeconds.first * 2 ** tries, retrySeconds.most)
    // The line may not exist, or the database may be what failed: either way the reaper or the sweep finds the file.
    await this.#repository.root.postpone(request, seconds, true).catch(() => undefined)
  }
}
