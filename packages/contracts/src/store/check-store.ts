import type { Store } from '@imageattach/core'
import { type ContractResult, type ContractSubject, checkContract } from '../contract.js'
import { type StoreCapability, storeContract } from './store-contract.js'

/** What {@link checkStore} checks. */
export interface CheckStoreOptions extends ContractSubject<Store> {
  /** Default: `range`, and the optional methods that the store has. */
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

const optionalMethods = ['list', 'stat', 'copyFrom', 'signUrl', 'presignUpload'] as const

async function declaredCapabilities(options: CheckStoreOptions): Promise<readonly StoreCapability[]> {
  const store = await options.create()
  try {
    return ['range', ...optionalMethods.filter(method => store[method] !== undefined)]
  } finally {
    await options.dispose?.(store)
  }
}
