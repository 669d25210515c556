import { sharedAsyncContext } from './async-context.js'
import { checkStore } from './check-store.js'
import { ContextError } from './errors.js'
import type { Store } from './store.js'

/** The stores that are open around the running code, the innermost last. */
type StoreStack = readonly Store[]

const storage = sharedAsyncContext<StoreStack>('store-context')

/**
 * Runs `work` with `store` as the current store, also across awaits. Contexts nest, concurrent ones do not see each
 * other, and the context ends with `work`, however that ends.
 *
 * ```ts
 * import { currentStore, type Store, storeContext } from '@imageattach/core'
 *
 * export async function nameOf(store: Store): Promise<string> {
 *   return storeContext(store, async () => currentStore()?.name ?? 'none')
 * }
 * ```
 */
export function storeContext<TResult>(store: Store, work: () => TResult): TResult {
  return storage.run([...stack(), checkStore(store, 'storeContext')], work)
}

/** The current store, or `undefined` outside a context. */
export function currentStore(): Store | undefined {
  return stack().at(-1)
}

/** The current store. Throws {@link ContextError} outside a context. */
export function getCurrentStore(): Store {
  const store = currentStore()
  if (store) return store
  throw new ContextError('No store context is open here: wrap the call in storeContext(store, async () => …)')
}

/**
 * Opens a context until {@link popStoreContext}. For scripts and tests only: called before the first await of a
 * function, it leaks into the function's caller.
 */
export function pushStoreContext(store: Store): void {
  storage.enterWith([...stack(), checkStore(store, 'pushStoreContext')])
}

/** Closes the context that was pushed last and returns its store. Throws {@link ContextError} when there is none. */
export function popStoreContext(): Store {
  const store = getCurrentStore()
  storage.enterWith(stack().slice(0, -1))
  return store
}

function stack(): StoreStack {
  return storage.getStore() ?? []
}
