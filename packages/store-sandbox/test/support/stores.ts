import { FileSystemStore } from '@imageattach/store-fs'
import { MemoryStore } from '@imageattach/store-memory'
import { temporaryFolder } from './temporary-folder.js'

/** The stores that sandboxes are tested on. */
export const makeStore = {
  fs: async (name: string) =>
    new FileSystemStore({ name, path: await temporaryFolder(), baseUrl: `https://${name}.example.com/` }),
  memory: async (name: string) => new MemoryStore({ name, baseUrl: `https://${name}.example.com/` }),
}

/** All pairs to build a sandbox of: below, above. */
export const pairs = [
  ['fs', 'memory'],
  ['memory', 'memory'],
  ['memory', 'fs'],
  ['fs', 'fs'],
] as const
