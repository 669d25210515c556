import { type FileSystem, type OpenFile, openFlags } from './file-system.js'
import { errorCode, isAbsence } from './store-failure.js'

/** A file that is open for reading. */
export interface RegularFile {
  readonly handle: OpenFile
  readonly byteSize: number
}

/** ELOOP: a symbolic link. ENXIO: a socket. */
const irregular: ReadonlySet<string> = new Set(['ELOOP', 'EMLINK', 'ENXIO'])

/** Whether an error of opening says that there is something, but no regular file. */
export function isIrregular(error: unknown): boolean {
  return irregular.has(errorCode(error))
}

/** Opens a file for reading. What is no regular file (a link, folder, FIFO, socket, device) counts as absent. */
export async function openRegularFile(fs: FileSystem, place: string): Promise<RegularFile | undefined> {
  const handle = await openIfPresent(fs, place)
  if (handle === undefined) return undefined
  try {
    const stats = await handle.stat()
    if (stats.isFile()) return { handle, byteSize: stats.size }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return undefined
}

async function openIfPresent(fs: FileSystem, place: string): Promise<OpenFile | undefined> {
  try {
    return await fs.open(place, openFlags.read)
  } catch (error) {
    if (isAbsence(error) || isIrregular(error)) return undefined
    throw error
  }
}
