import { dirname } from 'node:path'
import { StoreUnavailableError } from '@imageattach/core'
import { type FileSystem, type OpenFile, openFlags } from './file-system.js'
import { holdsBytes } from './holds-bytes.js'
import { type ErrorContext, errorCode, isAbsence, throwIfAborted } from './store-failure.js'
import { syncFolder } from './sync-folder.js'
import { spareTemporaryPlace, temporaryPlace } from './temporary-place.js'

/** What {@link writeOnce} writes, and where. */
export interface WriteOnceOptions {
  readonly bytes: Uint8Array
  /** The absolute path of the file; its folder exists. */
  readonly place: string
  readonly at: ErrorContext
  readonly signal: AbortSignal | undefined
}

const chunkLength = 1024 * 1024

/**
 * Writes a file that is whole and durable as soon as its name exists. A file that is there already stays: it is
 * success if it holds the same bytes, else a conflict. After a failure neither the file nor a temporary one is left.
 */
export async function writeOnce(fs: FileSystem, options: WriteOnceOptions): Promise<void> {
  const { bytes, place, at, signal } = options
  const [temporary, handle] = await createTemporary(fs, place)
  let isNew = false
  try {
    await fill(handle, options)
    throwIfAborted(signal, at)
    isNew = await giveName(fs, temporary, place)
    if (!isNew && !(await holdsBytes(fs, place, bytes))) throw conflict(at)
    await remove(fs, temporary)
    await syncFolder(fs, dirname(place))
  } catch (error) {
    await removeQuietly(fs, temporary)
    // Only what this call has made: an earlier put of the same bytes may have a row already.
    if (isNew) await removeQuietly(fs, place)
    throw error
  }
}

async function createTemporary(fs: FileSystem, place: string): Promise<readonly [string, OpenFile]> {
  const temporary = temporaryPlace(place)
  try {
    return [temporary, await fs.open(temporary, openFlags.create)]
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const spare = spareTemporaryPlace(place)
    return [spare, await fs.open(spare, openFlags.create)]
  }
}

async function fill(handle: OpenFile, { bytes, at, signal }: WriteOnceOptions): Promise<void> {
  try {
    for (let offset = 0; offset < bytes.length; ) {
      throwIfAborted(signal, at)
      // The system may write less than it was given, on a disk that is nearly full for example.
      const { bytesWritten } = await handle.write(bytes, offset, Math.min(chunkLength, bytes.length - offset))
      if (bytesWritten === 0) throw Object.assign(new Error('The disk took no bytes'), { code: 'ENOSPC' })
      offset += bytesWritten
    }
    throwIfAborted(signal, at)
    await handle.sync()
  } finally {
    await handle.close()
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

async function remove(fs: FileSystem, place: string): Promise<void> {
  try {
    await fs.unlink(place)
  } catch (error) {
    // Renamed, or removed by a delete of the same file.
    if (!isAbsence(error)) throw error
  }
}

/** While one error is on its way to the caller a second one has nobody to tell it to. */
async function removeQuietly(fs: FileSystem, place: string): Promise<void> {
  await remove(fs, place).catch(() => undefined)
}

function conflict(at: ErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} holds other bytes under ${JSON.stringify(at.key)} already: ` +
      'a path is written once, take a new one from newPath()',
    { ...at, reason: 'conflict' },
  )
}
