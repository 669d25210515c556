import { lstat, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { isAbsence } from '../store-failure.js'
import type { ServedStats } from './servable-store.js'

const lookAt = promisify(lstat)

/**
 * Looks at a file for a client that has its bytes: half the work of opening it. `undefined` where there is no regular
 * file, or where a link on the way leads elsewhere. The folders are asked for synchronously, since the kernel has just
 * walked through them.
 */
export async function statServedFile(place: string): Promise<ServedStats | undefined> {
  try {
    const stats = await lookAt(place)
    const folder = dirname(place)
    const isThere = stats.isFile() && realpathSync.native(folder) === folder
    return isThere ? { byteSize: stats.size, modifiedAt: stats.mtimeMs } : undefined
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}
