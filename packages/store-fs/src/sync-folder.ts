import { type FileSystem, openFlags } from './file-system.js'
import { errorCode } from './store-failure.js'

/** Makes the names in a folder survive a power cut: flushing a file flushes its bytes, not its name. */
export async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  // Windows cannot open a folder, and writes names through its journal.
  if (process.platform === 'win32') return
  const handle = await fs.open(folder, openFlags.folder)
  try {
    await handle.sync()
  } catch (error) {
    // Some network and FUSE file systems have no such operation for folders; they write names at once.
    if (errorCode(error) !== 'EINVAL') throw error
  } finally {
    await handle.close()
  }
}
