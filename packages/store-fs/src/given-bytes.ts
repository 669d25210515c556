import { type StoreErrorContext, throwIfAborted } from '@imageattach/core'
import { type FileSystem, type OpenFile, openFlags } from './file-system.js'
import { holdsBytes } from './holds-bytes.js'
import { removeQuietly } from './remove-file.js'
import type { FileContent } from './write-once.js'

const chunkLength = 1024 * 1024

/** The content of a file whose bytes are in memory. */
export function givenBytes(
  fs: FileSystem,
  bytes: Uint8Array,
  at: StoreErrorContext,
  signal: AbortSignal | undefined,
): FileContent {
  return {
    async write(temporary) {
      const handle = await fs.open(temporary, openFlags.create)
      try {
        await fill(handle, bytes, at, signal)
      } catch (error) {
        await removeQuietly(fs, temporary)
        throw error
      }
    },
    isIn: place => holdsBytes(fs, place, bytes),
  }
}

async function fill(
  handle: OpenFile,
  bytes: Uint8Array,
  at: StoreErrorContext,
  signal: AbortSignal | undefined,
): Promise<void> {
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
