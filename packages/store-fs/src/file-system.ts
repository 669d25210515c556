import type { Dir, Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { copyFile, link, lstat, mkdir, open, opendir, realpath, rename, unlink } from 'node:fs/promises'

/** The calls of `node:fs/promises` that the store makes. Tests pass others, which fail on demand. */
export interface FileSystem {
  copyFile(from: string, to: string, mode: number): Promise<void>
  link(existing: string, path: string): Promise<void>
  lstat(path: string): Promise<Stats>
  mkdir(path: string, options?: { readonly recursive: true }): Promise<string | undefined>
  open(path: string, flags: number): Promise<OpenFile>
  opendir(path: string): Promise<Dir>
  realpath(path: string): Promise<string>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
}

/** What the store does with a file that it has opened. */
export type OpenFile = Pick<FileHandle, 'close' | 'stat' | 'sync'> & {
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
  write(from: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>
}

/** The file system of Node.js. */
export const nodeFileSystem: FileSystem = { copyFile, link, lstat, mkdir, open, opendir, realpath, rename, unlink }

// Windows has neither of the last two; there a symbolic link takes a privilege to plant, and no file name is a FIFO.
const noFollow = constants.O_NOFOLLOW ?? 0
const nonBlocking = constants.O_NONBLOCK ?? 0

/** Flags of {@link FileSystem.open}. */
export const openFlags = {
  /** A symbolic link is refused, and a FIFO does not make the call wait for a writer. */
  read: constants.O_RDONLY | noFollow | nonBlocking,
  /** Fails where there is a file already. */
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow,
  folder: constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | nonBlocking,
  /** To flush what somebody else has written; Windows demands the right to write for that. */
  flush: (process.platform === 'win32' ? constants.O_RDWR : constants.O_RDONLY) | noFollow | nonBlocking,
}

/** Mode of {@link FileSystem.copyFile}: shares the blocks where the disk can, and fails where there is a file already. */
export const copyMode = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL
