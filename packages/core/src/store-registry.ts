import { checkStore } from './check-store.js'
import { ContextError, StoreMismatchError } from './errors.js'
import type { Store } from './store.js'

/**
 * The stores of an application by name. Rows name their store, so a store stays registered while rows name it; the
 * default is only for new images and may change at any time.
 *
 * ```ts
 * import { type Store, StoreRegistry } from '@imageattach/core'
 *
 * export function registryOf(local: Store, cloud: Store): StoreRegistry {
 *   const stores = new StoreRegistry().add(local).add(cloud) // local is the default
 *   stores.setDefault(cloud.name)
 *   return stores
 * }
 * ```
 */
export class StoreRegistry {
  readonly #stores = new Map<string, Store>()
  #default: Store | undefined

  /**
   * Registers a store; the first one is the default. Registering the same store twice is no error.
   *
   * @throws `TypeError` for what is no store, `RangeError` for a name that rows cannot hold, or that is taken
   */
  add(store: Store): this {
    const { name } = checkStore(store, 'stores.add')
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) {
      throw new RangeError(
        `Rows cannot hold the store name ${JSON.stringify(name)}: ` +
          'use 1 to 64 of a-z, 0-9, "_" and "-", beginning with a letter or digit',
      )
    }
    const registered = this.#stores.get(name)
    if (registered && registered !== store) {
      throw new RangeError(
        `Another store named "${name}" is registered, and rows could not tell the two apart: ` +
          'give one of them another name (the new one, if rows name the other already)',
      )
    }
    this.#stores.set(name, store)
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

  /** The same store, or the one of that name. Throws {@link StoreMismatchError} when it is not registered. */
  registered(store: Store | string): Store {
    const found = this.get(typeof store === 'string' ? store : store.name)
    if (typeof store === 'string' || store === found) return found
    throw new StoreMismatchError(`The store that is registered as "${store.name}" is another one than this`)
  }

  /**
   * Makes a registered store the default for new images; images that exist stay where they are.
   *
   * @throws {@link StoreMismatchError} when it is not registered
   */
  setDefault(name: string): void {
    this.#default = this.get(name)
  }

  /** The default store. Throws {@link ContextError} when no store is registered. */
  getDefault(): Store {
    if (this.#default) return this.#default
    throw new ContextError(
      'No store is registered: pass `store` to the adapter, call images.stores.add(store), or open a storeContext',
    )
  }

  /** All stores in the order of their registration. */
  [Symbol.iterator](): IterableIterator<Store> {
    return this.#stores.values()
  }
}
