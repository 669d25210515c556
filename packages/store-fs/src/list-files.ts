import type { Dirent } from 'node:fs'
import { checkPath, type StoredFile, type StoreErrorContext, throwIfAborted } from '@imageattach/core'
import type { FileSystem } from './file-system.js'
import { isAbsence } from './store-failure.js'
import type { StoreFolder } from './store-folder.js'
import { nameOfTemporary } from './temporary-place.js'

/** What {@link listFiles} lists. */
export interface ListFilesOptions {
  readonly folder: StoreFolder
  /** Any beginning of a path, also one that ends within a segment. */
  readonly prefix: string
  readonly at: StoreErrorContext
  /** Whether a temporary file is listed, too, under the path that it was to get. */
  readonly remains: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * Walks the folders below the prefix, one entry at a time, so that memory stays flat. Files that no key can name are
 * left out: temporary ones (unless `remains` asks for them), links, and whatever else was put there by hand.
 */
export async function* listFiles(fs: FileSystem, options: ListFilesOptions): AsyncGenerator<StoredFile> {
  const { folder, prefix, at } = options
  const slash = prefix.lastIndexOf('/')
  const parent = slash < 0 ? '' : checkPath(prefix.slice(0, slash), at.storeName)
  try {
    const place = await folder.findFolder(parent, at)
    yield* walk(fs, place, parent === '' ? '' : `${parent}/`, options)
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}

async function* walk(
  fs: FileSystem,
  place: string,
  path: string,
  options: ListFilesOptions,
): AsyncGenerator<StoredFile> {
  for await (const entry of entriesOf(fs, place)) {
    throwIfAborted(options.signal, options.at)
    const entryPath = path + entry.name
    if (entry.isDirectory()) {
      if (mayHold(`${entryPath}/`, options.prefix)) yield* walk(fs, `${place}/${entry.name}`, `${entryPath}/`, options)
      continue
    }
    const filePath = path + ((options.remains && nameOfTemporary(entry.name)) || entry.name)
    if (entry.isFile() && filePath.startsWith(options.prefix) && isPath(filePath)) {
      const file = await statFile(fs, `${place}/${entry.name}`, filePath)
      if (file !== undefined) yield file
    }
  }
}

/** Whether a folder can hold files that start with the prefix. */
function mayHold(folderPath: string, prefix: string): boolean {
  return folderPath.startsWith(prefix) || prefix.startsWith(folderPath)
}

/** The entries of a folder; none if it has gone meanwhile. */
async function* entriesOf(fs: FileSystem, place: string): AsyncGenerator<Dirent> {
  try {
    yield* await fs.opendir(place)
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}

function isPath(path: string): boolean {
  try {
    checkPath(path)
    return true
  } catch {
    // UnsafeKeyError is the answer.
    return false
  }
}

/** What is known of a file; `undefined` if there is none, or no regular one. */
export async function statFile(fs: FileSystem, place: string, path: string): Promise<StoredFile | undefined> {
  try {
    const stats = await fs.lstat(place)
    return stats.isFile() ? { path, byteSize: stats.size, modifiedAt: stats.mtime } : undefined
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}
