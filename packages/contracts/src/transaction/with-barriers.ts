import type { Repository, RepositorySession, Store } from '@imageattach/core'
import type { Barriers, PortCall } from './barriers.js'

/** A repository whose every statement can be stopped by a test. */
export function withBarriers<THandle, TTransaction extends THandle>(
  repository: Repository<THandle, TTransaction>,
  barriers: Barriers,
): Repository<THandle, TTransaction> {
  return {
    name: repository.name,
    seesOwnerDeletes: repository.seesOwnerDeletes,
    root: observed(repository.root, 'root.', barriers),
    session: handle => observed(repository.session(handle), '', barriers),
    isTransaction: handle => repository.isTransaction(handle),
    transactionOf: handle => repository.transactionOf?.(handle),
    transaction: work => barriers.call('transaction', () => repository.transaction(work)),
    isConflict: error => repository.isConflict(error),
  }
}

/** A store whose calls can be stopped by a test. It goes by the name of the store behind it. */
export function storeWithBarriers(store: Store, barriers: Barriers): Store {
  return {
    name: store.name,
    readsLegacyLayout: store.readsLegacyLayout ?? false,
    putFile: (file, key, options) => barriers.call('putFile', () => store.putFile(file, key, options)),
    getFile: (key, options) => barriers.call('getFile', () => store.getFile(key, options)),
    deleteFile: (key, options) => barriers.call('deleteFile', () => store.deleteFile(key, options)),
    getUrl: key => store.getUrl(key),
    ...(store.list ? { list: store.list.bind(store) } : {}),
  }
}

function observed(session: RepositorySession, prefix: '' | 'root.', barriers: Barriers): RepositorySession {
  return new Proxy(session, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      // Every method of a session gives a promise, and is named in PortCall.
      return (...values: unknown[]) =>
        barriers.call(`${prefix}${String(name)}` as PortCall, () => Reflect.apply(method, target, values))
    },
  })
}
