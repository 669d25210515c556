import { join } from 'node:path'
import type { Store } from '@imageattach/core'
import { FileSystemStore } from '@imageattach/store-fs'
import { MemoryStore } from '@imageattach/store-memory'
import { SandboxStore } from '@imageattach/store-sandbox'
import { openS3Store, type S3Settings } from './open-s3-store.js'
import type { StoreName } from './protocol.js'

/** The stores of the playground. */
export interface Stores {
  /** Those that new pictures can go to; the first is the default. */
  readonly all: readonly PlaygroundStore[]
  /** The one that lies over the folder. */
  readonly sandbox: SandboxStore<FileSystemStore>
}

/** A store that new pictures can go to. */
export interface PlaygroundStore {
  readonly name: StoreName
  readonly store: Store
  /** What holds the files of its own, to be listed and served. */
  readonly own: Store & Required<Pick<Store, 'list' | 'stat'>>
  /** Where that keeps them, if it is a folder. */
  readonly folder?: string
  /** What the paths of their URLs start with. */
  readonly servedAt: string
}

export async function openStores(data: string, s3: S3Settings | undefined): Promise<Stores> {
  const folder = join(data, 'files')
  const local = new FileSystemStore({ name: 'local', path: folder, baseUrl: '/files/local/' })
  const memory = new MemoryStore({ name: 'memory', baseUrl: '/files/memory/' })
  const upper = join(data, 'sandbox')
  const overriding = new FileSystemStore({ name: 'upper', path: upper, baseUrl: '/files/sandbox/' })
  // A name of its own, since both are here; a preview on production's pictures goes by the name of their store.
  const sandbox = new SandboxStore({ name: 'sandbox', underlying: local, overriding })
  return {
    sandbox,
    all: [
      { name: 'local', store: local, own: local, folder, servedAt: '/files/local/' },
      { name: 'memory', store: memory, own: memory, servedAt: '/files/memory/' },
      { name: 'sandbox', store: sandbox, own: overriding, folder: upper, servedAt: '/files/sandbox/' },
      ...(s3 ? [await openS3Store(s3)] : []),
    ],
  }
}
