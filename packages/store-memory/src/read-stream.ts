import { abortFailure, type StoreErrorContext } from '@imageattach/core'

/** What {@link readStream} reads. */
export interface ReadStreamOptions {
  /** A copy that nobody else holds: the reader may do with the chunks what it likes. */
  readonly bytes: Uint8Array
  readonly at: StoreErrorContext
  readonly signal: AbortSignal | undefined
}

const chunkLength = 128 * 1024

/** Streams bytes, a chunk for each pull. */
export function readStream({ bytes, at, signal }: ReadStreamOptions): ReadableStream<Uint8Array> {
  let position = 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (signal?.aborted) {
          controller.error(abortFailure(signal, at))
          return
        }
        const chunk = bytes.subarray(position, position + chunkLength)
        position += chunk.length
        if (chunk.length > 0) controller.enqueue(chunk)
        if (position === bytes.length) controller.close()
      },
    },
    // Nothing is read before somebody asks.
    { highWaterMark: 0 },
  )
}
