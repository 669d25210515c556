import { createHash } from 'node:crypto'
import { abortFailure, type StoreErrorContext, StoreUnavailableError } from '@imageattach/core'
import type { ObjectBody } from './object-body.js'
import { storeFailure } from './store-failure.js'

/** What {@link readStream} reads; the stream owns the body from then on. */
export interface ReadStreamOptions {
  readonly body: ObjectBody
  /** What the bytes must hash to, if that is known. */
  readonly sha256: string | undefined
  readonly at: StoreErrorContext
  readonly signal: AbortSignal | undefined
}

/**
 * Streams a body, a piece for each pull. Its last piece is only given once the digest of all is right. The connection
 * is freed at the end, on failure, and on cancel.
 */
export function readStream({ body, sha256, at, signal }: ReadStreamOptions): ReadableStream<Uint8Array> {
  const hash = sha256 === undefined ? undefined : createHash('sha256')
  let isOver = false
  let onAbort: (() => void) | undefined

  function close(): void {
    isOver = true
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort)
    body.destroy()
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (signal === undefined) return
        // A consumer that has stopped reading must not keep the connection.
        onAbort = () => {
          controller.error(abortFailure(signal, at))
          close()
        }
        signal.addEventListener('abort', onAbort, { once: true })
        if (signal.aborted) onAbort()
      },

      async pull(controller) {
        try {
          const piece = await body.next()
          if (isOver) return
          if (piece === undefined) {
            close()
            controller.close()
            return
          }
          hash?.update(piece)
          if (hash !== undefined && body.isAtEnd && hash.digest('hex') !== sha256) throw checksumFailure(at)
          controller.enqueue(piece)
        } catch (error) {
          if (isOver) return
          close()
          controller.error(storeFailure(error, 'read', at))
        }
      },

      cancel: close,
    },
    // Nothing is read before somebody asks.
    { highWaterMark: 0 },
  )
}

function checksumFailure(at: StoreErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} read other bytes under ${JSON.stringify(at.key)} than were written: ` +
      'read it again; if that fails as well, the object is damaged',
    { ...at, reason: 'checksum' },
  )
}
