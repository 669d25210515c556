import { ContextError, StoreMismatchError } from './errors.js'
import type { Store } from './store.js'

/** The stores of an application by name. Rows name their store, so a store stays registered while rows name it. */
export class StoreRegistry {
  readonly #stores = new Map<string, Store>()
  #default: Store | undefined

  /** Registers a store; the first one is the default. Throws `RangeError` for a bad name or one that is taken. */
  add(store: Store): this {
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(store.name)) {
      throw new RangeError(
        `Store name ${JSON.stringify(store.name)} must be a-z, 0-9, "_" or "-", at most 64 characters`,
      )
    }
    const registered = this.#stores.get(store.name)
    if (registered && registered !== store) throw new RangeError(`A store named "${store.name}" is registered already`)
    this.#stores.set(store.name, store)
    this.#default ??= store
    return this
  }

  /** Whether this very store is registered. */
  has(store: Store): boolean {
    return this.#stores.get(store.name) === store
  }

  /** The store of this name. Throws {@link StoreMismatchError} when it is not registered. */
  get(name: string): Store {
    const store = this.#stores.get(name)
    if (store) return store
    throw new StoreMismatchError(
      `No store named "${name}" is registered (there are: ${[...this.#stores.keys()].join(', ') || 'none'}); ` +
        'register it with images.stores.add(store)',
    )
  }

  /** Makes a registered store the default for new images; images that exist stay where they are. */
  setDefault(name: string): void {
    this.#default = this.get(name)
  }

  /** The default store. Throws {@link ContextError} when no store is registered. */
  getDefault(): Store {
    if (this.#default) return this.#default
    throw new ContextError('No store is registered: pass `store` to the adapter, or open a storeContext')
  }

  /** All stores in the order of their registration. */
  [Symbol.iterator](): IterableIterator<Store> {
    return this.#stores.values()
  }
}
