import { closeSync, fstatSync, open, read, readlinkSync, type Stats } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { StoreErrorContext } from '@imageattach/core'
import { openFlags } from '../file-system.js'
import { isIrregular } from '../open-regular-file.js'
import { isAbsence, storeFailure } from '../store-failure.js'
import type { ServedFile } from './servable-store.js'

// Descriptors and callbacks instead of a FileHandle: a third less CPU for a small file.
const openDescriptor = promisify(open)
const readDescriptor = promisify(read)

/**
 * Opens a file for a client; `undefined` where there is no regular file, or where a link on the way leads elsewhere.
 * Opening and reading may wait for the disk, and do so beside the event loop. What is asked synchronously is what the
 * kernel holds in memory once a file is open.
 *
 * @param whereIs - for tests: tells where an open file is, if the system can tell
 */
export async function openServedFile(
  place: string,
  at: StoreErrorContext,
  whereIs: (descriptor: number) => string | undefined = placeOfDescriptor,
): Promise<ServedFile | undefined> {
  const descriptor = await openIfPresent(place)
  if (descriptor === undefined) return undefined
  try {
    const stats = fstatSync(descriptor)
    const isThere = stats.isFile() && (whereIs(descriptor) ?? (await realPlace(place))) === place
    if (isThere) return servedFile(descriptor, stats, at)
  } catch (error) {
    release(descriptor)
    throw error
  }
  release(descriptor)
  return undefined
}

async function openIfPresent(place: string): Promise<number | undefined> {
  try {
    return await openDescriptor(place, openFlags.read)
  } catch (error) {
    if (isAbsence(error) || isIrregular(error)) return undefined
    throw error
  }
}

/**
 * Linux tells where a file is that was opened, whatever has happened to the names since: unlike a check of the path,
 * the answer cannot be outrun. A file that was deleted meanwhile is nowhere.
 */
function placeOfDescriptor(descriptor: number): string | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    // There is no /proc here.
    return undefined
  }
}

/** Elsewhere the folder is checked by its name; the last segment was opened without following a link. */
async function realPlace(place: string): Promise<string> {
  const folder = dirname(place)
  return (await realpath(folder)) === folder ? place : ''
}

function servedFile(descriptor: number, { size, mtimeMs }: Stats, at: StoreErrorContext): ServedFile {
  let reading: Promise<unknown> = Promise.resolve()
  let closing: Promise<void> | undefined

  /**
   * The number of a descriptor is given to the next file or socket. Hence it is closed once, however often it is asked
   * for, and not while a read is under way, which would get the other one's bytes.
   */
  function close(): Promise<void> {
    closing ??= reading.then(() => release(descriptor))
    return closing
  }

  async function readAt(position: number, chunk: Uint8Array): Promise<Uint8Array> {
    if (closing !== undefined) return chunk.subarray(0, 0)
    const read = readSome(descriptor, chunk, position)
    reading = read.catch(() => undefined)
    try {
      return chunk.subarray(0, await read)
    } catch (error) {
      throw storeFailure(error, 'read', at)
    }
  }

  return {
    path: at.key,
    byteSize: size,
    modifiedAt: mtimeMs,
    close,
    async bytes({ start, end }) {
      let position = start
      return {
        close,
        async next(chunk) {
          if (position === end) return chunk.subarray(0, 0)
          const part = await readAt(position, chunk.subarray(0, end - position))
          position += part.length
          return part
        },
      }
    },
  }
}

async function readSome(descriptor: number, chunk: Uint8Array, position: number): Promise<number> {
  const { bytesRead } = await readDescriptor(descriptor, chunk, 0, chunk.length, position)
  if (bytesRead > 0) return bytesRead
  throw new Error(`The file ended at byte ${position}, before the size it had when it was opened`)
}

/** A file that was only read has nothing to write back: closing it waits for nothing, and loses nothing. */
function release(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // The system reports what it could not do, after it has freed the descriptor.
  }
}
