import type { Store } from '@imageattach/core'
import { type ContractResult, type ContractSubject, checkContract } from '../contract.js'
import { type StoreCapability, storeContract } from './store-contract.js'

/** What {@link checkStore} checks. */
export interface CheckStoreOptions extends ContractSubject<Store> {
  /** Default: `range`, and `list`, `stat` and `copyFrom` where the store has such a method. */
  readonly capabilities?: readonly StoreCapability[]
}

/**
 * Checks a store against {@link storeContract} without a test runner. Broken promises are in the results.
 *
 * ```ts
 * import { checkStore, formatResults } from '@imageattach/contracts'
 * import { MemoryStore } from '@imageattach/store-memory'
 *
 * console.log(formatResults(await checkStore({ create: () => new MemoryStore() })))
 * ```
 */
export async function checkStore(options: CheckStoreOptions): Promise<readonly ContractResult[]> {
  const capabilities = options.capabilities ?? (await declaredCapabilities(options))
  return checkContract(storeContract, {
    capabilities,
    create: () => options.create(),
    dispose: store => options.dispose?.(store),
  })
}

async function declaredCapabilities(options: CheckStoreOptions): Promise<readonly StoreCapability[]> {
  const store = await options.create()
  try {
    return [
      'range',
      ...(store.list === undefined ? [] : (['list'] as const)),
      ...(store.stat === undefined ? [] : (['stat'] as const)),
      ...(store.copyFrom === undefined ? [] : (['copyFrom'] as const)),
    ]
  } finally {
    await options.dispose?.(store)
  }
}
