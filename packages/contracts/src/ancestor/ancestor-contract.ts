import type { Contract } from '../contract.js'
import type { TransactionSubject } from '../transaction/transaction-subject.js'
import { readingCases } from './reading-cases.js'
import { upgradeCases } from './upgrade-cases.js'

/** That tables of SQLAlchemy-ImageAttach can be read as they are, and upgraded. */
export const ancestorContract: Contract<TransactionSubject> = {
  name: 'ancestor contract',
  cases: [...readingCases, ...upgradeCases],
}
