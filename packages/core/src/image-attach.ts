import type { AttachmentDefinition } from './attachment-definition.js'
import type { FileCleanupError } from './errors.js'
import type { ImageTable } from './image-table.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import { type Limits, resolveLimits } from './limits.js'
import type { Repository } from './repository.js'
import type { Resizer } from './resizer.js'
import type { Services } from './services.js'
import { type ReapEvent, Settler } from './settler.js'
import type { Store } from './store.js'
import { StoreRegistry } from './store-registry.js'
import { runInTransactionScope, type TransactionScope } from './transaction-scope.js'

/** What an application decides, whichever ORM it uses. */
export interface ImageAttachOptions {
  /** Where new images go; registered, and the default. Without it every upload needs a store or a store context. */
  readonly store?: Store
  /** Further stores that rows name. */
  readonly stores?: readonly Store[]
  readonly resizer: Resizer
  /** Where the files of SQLAlchemy-ImageAttach are. Only rows without a path need it. */
  readonly legacyStore?: Store
  /** The budget of one image. Default {@link defaultLimits}. */
  readonly limits?: Partial<Limits>
  /**
   * How long the files of replaced and removed images stay, in seconds, for pages, caches and replicas that still
   * know them. Default 3,600. With 0 they go right after the commit.
   */
  readonly keepRetired?: number
  /** Told of every file that could not be deleted; it stays in the ledger and is tried again. Default: a warning. */
  readonly onCleanupError?: (error: FileCleanupError) => void
}

/** What an adapter tells of an attachment. */
export interface AttachmentOptions<T extends ImageTypes> {
  readonly table: ImageTable
  ownerKey(owner: T['owner']): Key
  readonly store?: Store
}

/** The heart of an application's images; adapters wrap it in the types of their ORM. */
export class ImageAttach<THandle> {
  /** The stores by name. */
  readonly stores: StoreRegistry
  readonly #services: Services<THandle>

  constructor(repository: Repository<THandle>, options: ImageAttachOptions) {
    const { keepRetired = 3_600, legacyStore, onCleanupError = warn } = options
    if (!(keepRetired >= 0)) throw new RangeError(`keepRetired must be a number of seconds, not ${keepRetired}`)
    this.stores = new StoreRegistry()
    for (const store of [options.store, ...(options.stores ?? []), legacyStore]) if (store) this.stores.add(store)
    const settler = new Settler(repository, this.stores, { keepRetired, onCleanupError, legacyStore })
    const { resizer } = options
    const limits = resolveLimits(options.limits)
    this.#services = { repository, resizer, stores: this.stores, legacyStore, limits, settler }
  }

  /** Makes an attachment known. */
  define<T extends ImageTypes & { readonly handle: THandle }>(options: AttachmentOptions<T>): AttachmentDefinition<T> {
    this.#services.settler.addTable(options.table)
    const { table, store } = options
    return {
      services: this.#services,
      table,
      ownerKey: owner => options.ownerKey(owner),
      store,
      handle: undefined,
    }
  }

  /**
   * Runs `work` in a transaction: rows of the application and images commit or vanish together. Inside, write
   * `.using(trx)`: a verb that does not is refused with {@link TransactionNotJoinedError}.
   */
  async transaction<TResult>(work: (handle: THandle) => Promise<TResult>): Promise<TResult> {
    const { repository, settler } = this.#services
    const scope: TransactionScope = { owner: this.#services, open: true, touched: [] }
    try {
      return await repository.transaction(handle => runInTransactionScope(scope, () => work(handle)))
    } finally {
      settler.hint(scope.touched)
    }
  }

  /** Waits until the files of ended transactions are settled: for tests, and before a process ends. */
  settled(): Promise<void> {
    return this.#services.settler.settled()
  }

  /**
   * Works through the ledger: deletes what is due and no row has. It runs by itself about once a minute in a process
   * that writes images; run it from a timer where no process may write for a long time.
   */
  reap(): AsyncGenerator<ReapEvent, void, undefined> {
    return this.#services.settler.reap()
  }
}

/** For adapter authors: the core of an adapter. */
export function createImageAttach<THandle>(
  repository: Repository<THandle>,
  options: ImageAttachOptions,
): ImageAttach<THandle> {
  return new ImageAttach(repository, options)
}

function warn(error: FileCleanupError): void {
  process.emitWarning(error.message, { code: error.code })
}
