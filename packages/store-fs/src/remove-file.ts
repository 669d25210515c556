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
  for (const name of [temporaryPlace(place), place]) {
    try {
      await fs.unlink(name)
    } catch (error) {
      if (!isAbsence(error)) throw error
    }
  }
  await syncFolder(fs, dirname(place))
}
