import type { ByteSpan } from '@imageattach/core'
import type { FileRequest } from './file-answer.js'
import { withSendTimeout } from './send-timeout.js'
import type { ServedBytes, ServedFile } from './servable-store.js'
import { smallLength } from './spare-chunks.js'

/** How {@link fileBody} reads. */
export interface FileBodyOptions extends Pick<FileRequest, 'allocate'> {
  /** Hears of what fails after the answer has begun. */
  readonly onError: (error: unknown) => void
  /** Seconds that the client may take nothing. */
  readonly sendTimeout: number
}

/**
 * A part of a file as the body of an answer. The file is closed, or will be with the body; also on failure. A small part
 * is read before the answer begins, so that the file is closed, and a failure can still be told, by then.
 */
export async function fileBody(
  file: ServedFile,
  span: ByteSpan,
  { allocate = fresh, onError, sendTimeout }: FileBodyOptions,
): Promise<Uint8Array<ArrayBuffer> | ServedBytes> {
  const bytes = await open(file, span)
  const length = span.end - span.start
  if (length > smallLength) return withSendTimeout(reporting(bytes, onError), sendTimeout)
  try {
    return await readAll(bytes, allocate(length))
  } finally {
    await bytes.close()
  }
}

async function open(file: ServedFile, span: ByteSpan): Promise<ServedBytes> {
  try {
    return await file.bytes(span)
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Fills the memory. */
async function readAll(bytes: ServedBytes, all: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  for (let filled = 0; filled < all.length; ) {
    const part = await bytes.next(all.subarray(filled))
    if (part.length === 0) throw new Error(`The store gave ${filled} bytes instead of ${all.length}`)
    // A store that has the bytes in memory of its own gives them from there.
    if (part.buffer !== all.buffer) all.set(part, filled)
    filled += part.length
  }
  return all
}

function fresh(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length)
}

function reporting(bytes: ServedBytes, onError: (error: unknown) => void): ServedBytes {
  return {
    async next(chunk) {
      try {
        return await bytes.next(chunk)
      } catch (error) {
        onError(error)
        throw error
      }
    },
    close: () => bytes.close(),
  }
}
