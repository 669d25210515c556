import type { Store } from './store.js'

const methods = ['putFile', 'getFile', 'deleteFile', 'getUrl'] as const

/** Returns the store, or throws `TypeError` for what is none. Only where a wrong one would be noticed too late. */
export function checkStore(store: Store, caller: string): Store {
  const given: Partial<Store> | null | undefined = store
  if (methods.every(method => typeof given?.[method] === 'function')) return store
  throw new TypeError(`${caller} needs a store: an object with a name, ${methods.join(', ')}`)
}
