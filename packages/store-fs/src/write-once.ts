import { dirname } from 'node:path'
import { type StoreErrorContext, StoreUnavailableError, throwIfAborted } from '@imageattach/core'
import type { FileSystem } from './file-system.js'
import { removeName, removeQuietly } from './remove-file.js'
import { errorCode, isAbsence } from './store-failure.js'
import { syncFolder } from './sync-folder.js'
import { spareTemporaryPlace, temporaryPlace } from './temporary-place.js'

/** What {@link writeOnce} writes, and where. */
export interface WriteOnceOptions {
  readonly content: FileContent
  /** The absolute path of the file; its folder exists. */
  readonly place: string
  readonly at: StoreErrorContext
  readonly signal: AbortSignal | undefined
}

/** Where the bytes of a new file come from. */
export interface FileContent {
  /** Makes a new file of them, flushed to the disk, or none. Fails with `EEXIST` where there is a file. */
  write(temporary: string): Promise<void>
  /** Whether a file that is there already holds them. */
  isIn(place: string): Promise<boolean>
}

/**
 * Writes a file that is whole and durable as soon as its name exists. A file that is there already stays: it is
 * success if it holds the same bytes, else a conflict. After a failure neither the file nor a temporary one is left.
 */
export async function writeOnce(fs: FileSystem, options: WriteOnceOptions): Promise<void> {
  const { content, place, at, signal } = options
  const temporary = await writeTemporary(content, place)
  let isNew = false
  try {
    throwIfAborted(signal, at)
    isNew = await giveName(fs, temporary, place)
    if (!isNew && !(await content.isIn(place))) throw conflict(at)
    // It may be renamed, or removed by a delete of the same file.
    await removeName(fs, temporary)
    await syncFolder(fs, dirname(place))
  } catch (error) {
    await removeQuietly(fs, temporary)
    // Only what this call has made: an earlier put of the same bytes may have a row already.
    if (isNew) await removeQuietly(fs, place)
    throw error
  }
}

async function writeTemporary(content: FileContent, place: string): Promise<string> {
  const temporary = temporaryPlace(place)
  try {
    await content.write(temporary)
    return temporary
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const spare = spareTemporaryPlace(place)
    await content.write(spare)
    return spare
  }
}

/** File systems without hard links answer with one of these. */
const noLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** Gives the bytes their name, unless there is a file of that name: a link, unlike a rename, replaces nothing. */
async function giveName(fs: FileSystem, temporary: string, place: string): Promise<boolean> {
  try {
    await fs.link(temporary, place)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    if (!noLinks.has(errorCode(error))) throw error
  }
  // Two processes that write one path at the same moment could both come to the rename. Paths are random, so it takes
  // two that were given the same path, and hence the same bytes.
  if (await exists(fs, place)) return false
  await fs.rename(temporary, place)
  return true
}

async function exists(fs: FileSystem, place: string): Promise<boolean> {
  try {
    await fs.lstat(place)
    return true
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

function conflict(at: StoreErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} holds other bytes under ${JSON.stringify(at.key)} already: ` +
      'a path is written once, take a new one from newPath()',
    { ...at, reason: 'conflict' },
  )
}
