export { ancestorContract } from './ancestor/ancestor-contract.js'
export {
  type Contract,
  type ContractCase,
  type ContractResult,
  type ContractSubject,
  checkContract,
  type TestRunner,
  testContract,
} from './contract.js'
export { formatResults } from './format-results.js'
export { IoCounter, type IoLimit } from './io-counter.js'
export { examplePng, PngResizer } from './repository/png-resizer.js'
export { repositoryContract } from './repository/repository-contract.js'
export type { ContractTable, RepositorySubject } from './repository/repository-subject.js'
export { SwitchableStore } from './repository/switchable-store.js'
export { resizerCapabilities, resizerContract } from './resizer/resizer-contract.js'
export { type CheckStoreOptions, checkStore } from './store/check-store.js'
export { exampleBytes } from './store/example-bytes.js'
export { exampleKey } from './store/example-key.js'
export { type StoreCapability, storeContract } from './store/store-contract.js'
export { unreachableStoreContract } from './store/unreachable-store-contract.js'
export { Barriers, type Moment, type Pause, type PortCall } from './transaction/barriers.js'
export { transactionContract } from './transaction/transaction-contract.js'
export type {
  Application,
  ApplicationOptions,
  OpenTransaction,
  TransactionCapability,
  TransactionSubject,
} from './transaction/transaction-subject.js'
export { storeWithBarriers, withBarriers } from './transaction/with-barriers.js'
