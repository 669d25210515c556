import { join } from 'node:path'
import type { Store } from '@imageattach/core'
import { FileSystemStore } from '@imageattach/store-fs'
import { MemoryStore } from '@imageattach/store-memory'
import type { StoreName } from './protocol.js'

/** A store that new pictures can go to. */
export interface PlaygroundStore {
  readonly name: StoreName
  readonly store: ShownStore
  /** Where it keeps its files, if that is a folder. */
  readonly folder?: string
}

/** A store whose files can be listed and served. */
type ShownStore = Store & Required<Pick<Store, 'list' | 'stat'>>

/** The stores of the playground; the first is the default. */
export function openStores(data: string): readonly PlaygroundStore[] {
  const folder = join(data, 'files')
  return [
    { name: 'local', folder, store: new FileSystemStore({ name: 'local', path: folder, baseUrl: '/files/local/' }) },
    { name: 'memory', store: new MemoryStore({ name: 'memory', baseUrl: '/files/memory/' }) },
  ]
}
