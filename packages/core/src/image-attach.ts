import type { AttachmentDefinition } from './attachment-definition.js'
import { ConflictError, type FileCleanupError, OwnerKeyError } from './errors.js'
import { HintQueue } from './hint-queue.js'
import type { ImageAttachEvent } from './image-attach-event.js'
import type { ImageTable } from './image-table.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import { type Limits, resolveLimits } from './limits.js'
import { type MigrationOptions, MigrationPlan } from './migration-plan.js'
import { type PruneOptions, prune, purge, type ReapEvent, type ReapOptions, reap } from './reap.js'
import type { Repository } from './repository.js'
import type { Resizer } from './resizer.js'
import type { Services } from './services.js'
import { Settler } from './settler.js'
import type { Store } from './store.js'
import { StoreRegistry } from './store-registry.js'
import { type SweepEvent, type SweepOptions, sweep } from './sweep.js'
import { runInTransactionScope, type TransactionScope } from './transaction-scope.js'
import { maxAttempts, pauseBeforeAttempt } from './unit-of-work.js'
import { planUpgrade, type UpgradePlan } from './upgrade.js'
import { type VerifyEvent, type VerifyOptions, verify } from './verify.js'

/** What an application decides, whichever ORM it uses. */
export interface ImageAttachOptions {
  /** Where new images go; registered, and the default. Default: the first of `stores`, else `legacyStore`. */
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
  /**
   * Told of every file that could not be deleted; it stays in the ledger and is tried again. What it throws becomes a
   * warning. Default: a warning.
   */
  readonly onCleanupError?: (error: FileCleanupError) => void
  /** Told of what happens, for logs and metrics. What it throws becomes a warning. Default: nobody is told. */
  readonly onEvent?: (event: ImageAttachEvent) => void
}

export interface TransactionOptions {
  /**
   * How often the work is run at most, when other transactions get in its way. It must not do what a second run would
   * spoil; streams that it attaches are read once and kept. Default 5.
   */
  readonly attempts?: number
}

/** What an adapter tells of an attachment. */
export interface AttachmentDescription<T extends ImageTypes> {
  /** The table, or a function that describes it when it is first needed: when the ORM knows its columns. */
  readonly table: ImageTable | (() => ImageTable)
  /** The key of an owner. Throws {@link OwnerKeyError} or {@link UnsavedOwnerError}. */
  ownerKey(owner: T['owner']): Key
  readonly store?: Store | undefined
}

/** The images of an application. Adapters extend it by `attachment`, in the types of their ORM. */
export class ImageAttach<THandle, TTransaction extends THandle = THandle> {
  /** The stores by name. */
  readonly stores: StoreRegistry
  readonly #keepRetired: number
  readonly #services: Services<THandle, TTransaction>

  constructor(repository: Repository<THandle, TTransaction>, options: ImageAttachOptions) {
    const { keepRetired = 3_600, legacyStore } = options
    if (!(keepRetired >= 0)) throw new RangeError(`keepRetired must be a number of seconds, not ${keepRetired}`)
    this.stores = new StoreRegistry()
    for (const store of [options.store, ...(options.stores ?? []), legacyStore]) if (store) this.stores.add(store)
    const emit = guarded(options.onEvent)
    const onCleanupError = guarded(options.onCleanupError ?? warn)
    const settler = new Settler(repository, this.stores, {
      legacyStore,
      onCleanupError,
      onSettled: ({ path, store }, outcome) => emit({ type: 'settled', path, store, outcome }),
    })
    const hints = new HintQueue(settler, { keepRetired, onCleanupError, reap: () => this.reap({ concurrency: 1 }) })
    const { resizer } = options
    if (!Array.isArray(resizer?.inputs)) {
      throw new TypeError('resizer is none: pass sharpResizer(), jimpResizer() or one of your own')
    }
    const limits = resolveLimits(options.limits)
    this.#keepRetired = keepRetired
    this.#services = { repository, resizer, stores: this.stores, legacyStore, limits, settler, hints, emit }
  }

  /** For adapters: makes an attachment known. */
  define<T extends ImageTypes & { readonly handle: THandle }>(
    description: AttachmentDescription<T>,
  ): AttachmentDefinition<T> {
    const { table, store } = description
    const described = describedOnce(table)
    this.#services.settler.addTable(described)
    return {
      services: this.#services,
      get table() {
        return described()
      },
      ownerKey(owner) {
        if (typeof owner === 'object' && owner !== null) return description.ownerKey(owner)
        throw new OwnerKeyError(`${described().name}: the owner is ${String(owner)}; did a query find nothing?`)
      },
      store,
      handle: undefined,
    }
  }

  /**
   * Runs `work` in a transaction: rows of the application and images commit or vanish together. Inside, write
   * `.using(trx)`: a verb that does not is refused with {@link TransactionNotJoinedError}.
   */
  async transaction<TResult>(
    work: (transaction: TTransaction) => PromiseLike<TResult>,
    { attempts = maxAttempts }: TransactionOptions = {},
  ): Promise<TResult> {
    const inputs = new WeakMap<object, Promise<Uint8Array>>()
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(async transaction => work(transaction), inputs)
      } catch (error) {
        const conflict = error instanceof ConflictError || this.#services.repository.isConflict(error)
        if (!conflict || attempt >= attempts) throw error
        await pauseBeforeAttempt(attempt + 1)
      }
    }
  }

  /** Waits until the files of ended transactions are settled: for tests, and before a process ends. */
  settled(): Promise<void> {
    return this.#services.hints.settled()
  }

  /**
   * For adapters, which tell what {@link Repository.transactionOf} gave: a transaction of the application seems to have
   * ended. Only a hint; the work is done after the caller has returned.
   */
  transactionEnded(transaction: object): void {
    this.#services.hints.transactionEnded(transaction)
  }

  /**
   * Works through the ledger: deletes what is due and no row has. It runs by itself about once a minute in a process
   * that writes images; run it from a timer where no process may write for a long time.
   */
  reap(options: ReapOptions = {}): AsyncGenerator<ReapEvent, void, undefined> {
    const { repository, settler } = this.#services
    return reap(repository, settler, this.#keepRetired, options)
  }

  /** Deletes the files of replaced and removed images at once, however long they were meant to stay. */
  purge(options: ReapOptions = {}): AsyncGenerator<ReapEvent, void, undefined> {
    return purge(this.#services.repository, this.#services.settler, options)
  }

  /** Finds files that no row and no line of the ledger knows, in stores that can list, and deletes them. */
  sweep(options: SweepOptions = {}): AsyncGenerator<SweepEvent, void, undefined> {
    return sweep(this.#services.repository, this.#services.settler, this.stores, options)
  }

  /**
   * Plans to move the images of all attachments from one store to another, while the application goes on; nothing
   * happens before the plan is run. The source keeps its files until it is pruned.
   */
  migrate(options: MigrationOptions): MigrationPlan {
    return MigrationPlan.of(this.#services, () => this.#services.settler.tables, options)
  }

  /** Deletes the files that images had in a store before they were moved out of it, after `keepRetired` seconds. */
  prune(options: PruneOptions): AsyncGenerator<ReapEvent, void, undefined> {
    return prune(this.#services, this.#keepRetired, options)
  }

  /** Compares every row with its file. It changes nothing. */
  verify(options: VerifyOptions = {}): AsyncGenerator<VerifyEvent, void, undefined> {
    return verify(this.#services, options)
  }

  /**
   * What the tables lack, those of SQLAlchemy-ImageAttach above all: columns, keys, indexes, the ledger. It changes
   * nothing before {@link UpgradePlan.apply}.
   *
   * @throws {@link SchemaError} for a table that is none of images
   */
  planUpgrade(): Promise<UpgradePlan> {
    return planUpgrade(this.#services)
  }

  async #attempt<TResult>(
    work: (transaction: TTransaction) => Promise<TResult>,
    inputs: WeakMap<object, Promise<Uint8Array>>,
  ): Promise<TResult> {
    const { repository, hints } = this.#services
    const scope: TransactionScope = { owner: this.#services, open: true, touched: [], inputs }
    try {
      return await repository.transaction(transaction => runInTransactionScope(scope, () => work(transaction)))
    } finally {
      hints.ended(scope.touched)
    }
  }
}

/** For adapter authors who would rather hold the core than extend it, and for sharing one. */
export function createImageAttach<THandle, TTransaction extends THandle = THandle>(
  repository: Repository<THandle, TTransaction>,
  options: ImageAttachOptions,
): ImageAttach<THandle, TTransaction> {
  return new ImageAttach(repository, options)
}

function describedOnce(table: ImageTable | (() => ImageTable)): () => ImageTable {
  let described = typeof table === 'function' ? undefined : table
  return () => {
    described ??= typeof table === 'function' ? table() : table
    return described
  }
}

/** A listener that fails must not fail the work that it listens to; its failure becomes a warning. */
function guarded<TValue>(listener: ((value: TValue) => void) | undefined): (value: TValue) => void {
  return value => {
    try {
      listener?.(value)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}

function warn(error: FileCleanupError): void {
  process.emitWarning(error.message, { code: error.code })
}
