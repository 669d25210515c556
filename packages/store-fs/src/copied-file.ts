import { copyMode, type FileSystem, openFlags } from './file-system.js'
import { holdsBytes } from './holds-bytes.js'
import { openRegularFile, type RegularFile } from './open-regular-file.js'
import { removeQuietly } from './remove-file.js'
import { errorCode } from './store-failure.js'
import type { FileContent } from './write-once.js'

/** The content of a file that is on a disk already: the system copies it, or shares its blocks. */
export function copiedFile(fs: FileSystem, source: string): FileContent {
  return {
    async write(temporary) {
      try {
        await fs.copyFile(source, temporary, copyMode)
        await flush(fs, temporary)
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') await removeQuietly(fs, temporary)
        throw error
      }
    },
    async isIn(place) {
      const file = await openRegularFile(fs, source)
      return file !== undefined && holdsBytes(fs, place, await readWhole(file))
    },
  }
}

async function flush(fs: FileSystem, place: string): Promise<void> {
  const handle = await fs.open(place, openFlags.flush)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function readWhole({ handle, byteSize }: RegularFile): Promise<Uint8Array> {
  try {
    const bytes = new Uint8Array(byteSize)
    for (let offset = 0; offset < byteSize; ) {
      const { bytesRead } = await handle.read(bytes, offset, byteSize - offset, offset)
      if (bytesRead === 0) return bytes.subarray(0, offset)
      offset += bytesRead
    }
    return bytes
  } finally {
    await handle.close()
  }
}
