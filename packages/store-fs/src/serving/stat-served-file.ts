import { lstatSync, realpath } from 'node:fs'
import { promisify } from 'node:util'
import { isIrregular } from '../open-regular-file.js'
import { isAbsence } from '../store-failure.js'
import type { ServedStats } from './servable-store.js'

const realPlace = promisify(realpath.native)

/**
 * Looks at a file for a client that has its bytes: half the work of opening it. `undefined` where there is no regular
 * file, or where a link on the way leads elsewhere. Finding the file may wait for the disk, and does so beside the event
 * loop; what is asked synchronously is what the kernel has just walked through.
 */
export async function statServedFile(place: string): Promise<ServedStats | undefined> {
  try {
    if ((await realPlace(place)) !== place) return undefined
    const stats = lstatSync(place)
    return stats.isFile() ? { byteSize: stats.size, modifiedAt: stats.mtimeMs } : undefined
  } catch (error) {
    if (isAbsence(error) || isIrregular(error)) return undefined
    throw error
  }
}
