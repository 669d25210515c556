export type { SandboxChange } from './diff.js'
export type { ListingStore } from './layers.js'
export type { SandboxEvent, SandboxRunOptions } from './promote.js'
export { SandboxStore, type SandboxStoreOptions } from './sandbox-store.js'
