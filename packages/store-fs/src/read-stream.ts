import { abortFailure, type ByteSpan, type StoreErrorContext } from '@imageattach/core'
import type { OpenFile } from './file-system.js'
import { storeFailure } from './store-failure.js'

/** What {@link readStream} reads; the stream owns the handle from then on. */
export interface ReadStreamOptions {
  readonly handle: OpenFile
  readonly span: ByteSpan
  readonly at: StoreErrorContext
  readonly signal: AbortSignal | undefined
}

const chunkLength = 128 * 1024

/** Streams a part of an open file, a chunk for each pull. The handle is closed at the end, on failure and on cancel. */
export function readStream({ handle, span, at, signal }: ReadStreamOptions): ReadableStream<Uint8Array> {
  let position = span.start
  /** Nobody waits for bytes any more, although there may be a read on its way. */
  let isOver = false
  let onAbort: (() => void) | undefined

  let closing: Promise<void> | undefined

  function close(): Promise<void> {
    isOver = true
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort)
    closing ??= handle.close()
    return closing
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (signal === undefined) return
        // A consumer that has stopped reading must not keep the handle open.
        onAbort = () => {
          controller.error(abortFailure(signal, at))
          close().catch(() => undefined)
        }
        signal.addEventListener('abort', onAbort, { once: true })
        if (signal.aborted) onAbort()
      },

      async pull(controller) {
        try {
          if (position < span.end) {
            const chunk = await readChunk(handle, position, Math.min(chunkLength, span.end - position))
            if (isOver) return
            position += chunk.length
            controller.enqueue(chunk)
          }
        } catch (error) {
          if (isOver) return
          await close().catch(() => undefined)
          controller.error(storeFailure(error, 'read', at))
          return
        }
        if (position < span.end) return
        // All bytes are with the reader: a failing close takes none of them back.
        await close().catch(() => undefined)
        controller.close()
      },

      cancel: close,
    },
    // Nothing is read before somebody asks.
    { highWaterMark: 0 },
  )
}

async function readChunk(handle: OpenFile, position: number, length: number): Promise<Uint8Array> {
  const chunk = new Uint8Array(length)
  const { bytesRead } = await handle.read(chunk, 0, length, position)
  if (bytesRead === 0) throw new Error(`The file ended at byte ${position}, before the size it had when it was opened`)
  return chunk.subarray(0, bytesRead)
}
