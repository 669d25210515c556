import type { Contract } from '../contract.js'
import { attachCases } from './attach-cases.js'
import { keyCases } from './key-cases.js'
import { listingCases } from './listing-cases.js'
import type { RepositorySubject } from './repository-subject.js'
import { thumbnailCases } from './thumbnail-cases.js'
import { transactionCases } from './transaction-cases.js'

/** What every adapter promises, on every engine. */
export const repositoryContract: Contract<RepositorySubject> = {
  name: 'repository contract',
  cases: [...attachCases, ...thumbnailCases, ...keyCases, ...listingCases, ...transactionCases],
}
