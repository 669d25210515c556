import type { Dir, Dirent } from 'node:fs'
import { copyFile, link, lstat, mkdir, open, opendir, realpath, rename, unlink } from 'node:fs/promises'
import type { FileSystemStore } from '@imageattach/store-fs'
import { type Calls, endProcess } from './calls.ts'

export type FileSystem = NonNullable<ConstructorParameters<typeof FileSystemStore>[1]>
type OpenFile = Awaited<ReturnType<FileSystem['open']>>

/** The file system of Node.js; each call is counted, and may break. */
export function faultyFileSystem(calls: Calls): FileSystem {
  const make = <TResult>(name: string, place: string, call: () => Promise<TResult>): Promise<TResult> =>
    calls.make('fs', name, call, code => systemError(code, name, place))
  return {
    copyFile: (from, to, mode) => make('copyFile', to, () => copyFile(from, to, mode)),
    link: (existing, place) => make('link', place, () => link(existing, place)),
    lstat: place => make('lstat', place, () => lstat(place)),
    mkdir: (place, options) => make('mkdir', place, () => mkdir(place, options)),
    open: async (place, flags) =>
      faultyFile(calls, await openOrClose(calls, 'open', place, () => open(place, flags)), place),
    opendir: async place =>
      countedFolder(calls, await openOrClose(calls, 'opendir', place, () => opendir(place)), place),
    realpath: place => make('realpath', place, () => realpath(place)),
    rename: (from, to) => make('rename', to, () => rename(from, to)),
    unlink: place => make('unlink', place, () => unlink(place)),
  }
}

/** An open whose answer is lost leaves what it made on the disk, but no descriptor that nobody could close. */
async function openOrClose<TOpen extends { close(): Promise<void> }>(
  calls: Calls,
  name: string,
  place: string,
  call: () => Promise<TOpen>,
): Promise<TOpen> {
  let opened: TOpen | undefined
  try {
    return await calls.make(
      'fs',
      name,
      async () => {
        opened = await call()
        return opened
      },
      code => systemError(code, name, place),
    )
  } catch (error) {
    await opened?.close()
    throw error
  }
}

function faultyFile(calls: Calls, file: OpenFile, place: string): OpenFile {
  const make = <TResult>(name: string, call: () => Promise<TResult>): Promise<TResult> =>
    calls.make('fs', name, call, code => systemError(code, name, place))
  return {
    async close() {
      const action = calls.next('fs', 'close')
      const closing = file.close()
      if (action === 'kill-during') endProcess()
      // The system frees the descriptor even when it reports an error.
      await closing
      if (action !== 'run') throw systemError(calls.code, 'close', place)
    },
    read: (...args) => make('read', () => file.read(...args)),
    stat: (() => make('stat', () => file.stat())) as OpenFile['stat'], // the store asks for no bigint
    sync: () => make('sync', () => file.sync()),
    async write(from, offset, length) {
      const action = calls.next('fs', 'write')
      if (action === 'run') return file.write(from, offset, length)
      if (action === 'fail') throw systemError(calls.code, 'write', place)
      // The rest of a broken write: a part of the bytes is on the disk.
      const writing = file.write(from, offset, Math.max(1, length >> 1))
      if (action === 'kill-during') endProcess()
      const written = await writing
      if (action === 'short') return written
      throw systemError(calls.code, 'write', place)
    },
  }
}

/** A folder of which every entry is a call. */
function countedFolder(calls: Calls, folder: Dir, place: string): Dir {
  const entries = {
    async *[Symbol.asyncIterator](): AsyncGenerator<Dirent> {
      for await (const entry of folder) {
        await calls.make(
          'fs',
          'readdir',
          async () => undefined,
          code => systemError(code, 'readdir', place),
        )
        yield entry
      }
    },
  }
  return entries as unknown as Dir // the store does nothing but iterate
}

function systemError(code: string, name: string, place: string): Error {
  return Object.assign(new Error(`${code}: broken on purpose, ${name} '${place}'`), { code })
}
