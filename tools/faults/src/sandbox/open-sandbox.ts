import { join } from 'node:path'
import { FileSystemStore } from '@imageattach/store-fs'
import { SandboxStore } from '@imageattach/store-sandbox'
import type { Calls } from '../calls.ts'
import { faultyFileSystem } from '../faulty-file-system.ts'

/** A sandbox over one folder, with another one on top; with `calls`, each call to the disk is counted and may break. */
export function openSandbox(home: string, calls?: Calls): SandboxStore<FileSystemStore> {
  const open = (name: string) => {
    const options = { name, path: join(home, name), baseUrl: `/${name}/` }
    return calls ? new FileSystemStore(options, faultyFileSystem(calls)) : new FileSystemStore(options)
  }
  return new SandboxStore({ underlying: open('below'), overriding: open('above') })
}
