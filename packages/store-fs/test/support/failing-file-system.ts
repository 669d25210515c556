import { type FileSystem, nodeFileSystem, type OpenFile } from '../../src/file-system.js'

/** One call that reached the disk: `open`, `write`, `sync` …, and the place it was about. */
export interface FileSystemCall {
  readonly name: string
  readonly place: string
}

/** The file system of Node.js; every call is recorded, and may be made to fail. */
export interface ObservedFileSystem extends FileSystem {
  readonly calls: readonly FileSystemCall[]
}

/** What is done instead of a call: an error is thrown, `undefined` lets the call through. */
export type Interference = (call: FileSystemCall, count: number) => Error | undefined

/** An error as the operating system gives it; its message names the place. */
export function systemError(code: string, { name, place }: FileSystemCall): Error {
  return Object.assign(new Error(`${code}: failed on purpose, ${name} '${place}'`), { code })
}

/** Fails the call of that number, counted from 1. */
export function failingCall(failing: number, code: string): Interference {
  return (call, count) => (count === failing ? systemError(code, call) : undefined)
}

/** Fails every call of that name. */
export function failingAll(name: string, code: string): Interference {
  return call => (call.name === name ? systemError(code, call) : undefined)
}

export function observedFileSystem(interfere: Interference = () => undefined): ObservedFileSystem {
  const calls: FileSystemCall[] = []

  function check(name: string, place: string): void {
    const call = { name, place }
    calls.push(call)
    const error = interfere(call, calls.length)
    if (error !== undefined) throw error
  }

  async function open(place: string, flags: number): Promise<OpenFile> {
    check('open', place)
    return observe(await nodeFileSystem.open(place, flags), place)
  }

  function observe(file: OpenFile, place: string): OpenFile {
    return {
      async close() {
        // The system frees the descriptor even when it reports an error.
        await file.close()
        check('close', place)
      },
      async read(...args) {
        check('read', place)
        return file.read(...args)
      },
      stat: (async () => {
        check('stat', place)
        return file.stat()
      }) as OpenFile['stat'],
      async sync() {
        check('sync', place)
        return file.sync()
      },
      async write(...args) {
        check('write', place)
        return file.write(...args)
      },
    }
  }

  return {
    calls,
    open,
    async copyFile(from, place, mode) {
      check('copyFile', place)
      return nodeFileSystem.copyFile(from, place, mode)
    },
    async link(existing, place) {
      check('link', place)
      return nodeFileSystem.link(existing, place)
    },
    async lstat(place) {
      check('lstat', place)
      return nodeFileSystem.lstat(place)
    },
    async mkdir(place, options) {
      check('mkdir', place)
      return nodeFileSystem.mkdir(place, options)
    },
    async opendir(place) {
      check('opendir', place)
      return nodeFileSystem.opendir(place)
    },
    async realpath(place) {
      check('realpath', place)
      return nodeFileSystem.realpath(place)
    },
    async rename(from, to) {
      check('rename', to)
      return nodeFileSystem.rename(from, to)
    },
    async unlink(place) {
      check('unlink', place)
      return nodeFileSystem.unlink(place)
    },
  }
}
