import type { FileSystem } from './file-system.js'
import { openRegularFile } from './open-regular-file.js'

const chunkLength = 1024 * 1024

/** Whether the file is a regular one that holds exactly these bytes. */
export async function holdsBytes(fs: FileSystem, place: string, bytes: Uint8Array): Promise<boolean> {
  const file = await openRegularFile(fs, place)
  if (file === undefined) return false
  try {
    if (file.byteSize !== bytes.length) return false
    const chunk = new Uint8Array(Math.min(chunkLength, bytes.length))
    for (let offset = 0; offset < bytes.length; ) {
      const { bytesRead } = await file.handle.read(chunk, 0, chunk.length, offset)
      const expected = bytes.subarray(offset, offset + bytesRead)
      if (bytesRead === 0 || Buffer.compare(chunk.subarray(0, bytesRead), expected) !== 0) return false
      offset += bytesRead
    }
    return true
  } finally {
    await file.handle.close()
  }
}
