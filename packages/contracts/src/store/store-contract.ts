import type { Store } from '@imageattach/core'
import type { Contract } from '../contract.js'
import { cancellationCases } from './cancellation-cases.js'
import { copyingCases } from './copying-cases.js'
import { deletionCases } from './deletion-cases.js'
import { listingCases } from './listing-cases.js'
import { rangeCases } from './range-cases.js'
import { roundTripCases } from './round-trip-cases.js'
import { signingCases } from './signing-cases.js'
import { unsafeKeyCases } from './unsafe-key-cases.js'
import { uploadCases } from './upload-cases.js'
import { urlCases } from './url-cases.js'
import { writeOnceCases } from './write-once-cases.js'

/** What a store may declare beyond the four methods that every store has. */
export type StoreCapability = 'range' | 'list' | 'stat' | 'copyFrom' | 'signUrl' | 'presignUpload'

/**
 * The promises of every store. Each case needs a store that holds no files, and leaves files behind in it.
 *
 * ```ts
 * import { storeContract, testContract } from '@imageattach/contracts'
 * import { MemoryStore } from '@imageattach/store-memory'
 * import { describe, it } from 'vitest'
 *
 * testContract({ describe, it }, storeContract, {
 *   capabilities: ['range', 'list', 'stat', 'copyFrom'],
 *   create: () => new MemoryStore(),
 * })
 * ```
 */
export const storeContract: Contract<Store> = {
  name: 'the contract of stores',
  cases: [
    ...roundTripCases,
    ...rangeCases,
    ...deletionCases,
    ...writeOnceCases,
    ...unsafeKeyCases,
    ...cancellationCases,
    ...urlCases,
    ...listingCases,
    ...copyingCases,
    ...signingCases,
    ...uploadCases,
  ],
}
