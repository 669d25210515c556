import type { Store } from '@imageattach/core'
import { MemoryStore } from '@imageattach/store-memory'
import { type SandboxChange, SandboxStore } from '../src/index.js'

declare const plain: Store

const sandbox = new SandboxStore({ underlying: plain, overriding: new MemoryStore() })
export const changes: AsyncIterable<SandboxChange> = sandbox.diff()
export const top: MemoryStore = sandbox.overriding
sandbox.promote({ dryRun: true })
sandbox.discard()

const blind = new SandboxStore({ underlying: new MemoryStore(), overriding: plain })
// @ts-expect-error the store on top may not be able to list
blind.diff()
// @ts-expect-error the store on top may not be able to list
blind.promote()
// @ts-expect-error the store on top may not be able to list
blind.discard()

// @ts-expect-error a sandbox needs a store to read
new SandboxStore({ overriding: new MemoryStore() })

export const stores: readonly Store[] = [sandbox, blind]
