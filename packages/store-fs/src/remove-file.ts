import { dirname } from 'node:path'
import type { FileSystem } from './file-system.js'
import { isAbsence } from './store-failure.js'
import { syncFolder } from './sync-folder.js'
import { temporaryPlace } from './temporary-place.js'

/**
 * Removes a file, and what a killed put of it may have left. The folder is flushed even if the file was absent: an
 * earlier call may have removed the name and failed to flush it.
 */
export async function removeFile(fs: FileSystem, place: string): Promise<void> {
  // The temporary one first: a put that is under way then either has given the file its name, or cannot any more.
  for (const name of [temporaryPlace(place), place]) await removeName(fs, name)
  await syncFolder(fs, dirname(place))
}

/** Removes a name, if there is one. */
export async function removeName(fs: FileSystem, place: string): Promise<void> {
  try {
    await fs.unlink(place)
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}

/** While one error is on its way to the caller a second one has nobody to tell it to. */
export async function removeQuietly(fs: FileSystem, place: string): Promise<void> {
  await removeName(fs, place).catch(() => undefined)
}
