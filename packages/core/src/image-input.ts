import { InvalidImageError } from './errors.js'
import { concatBytes } from './file-proxy.js'
import { type Limits, maxDelay } from './limits.js'
import { untilAborted } from './until-aborted.js'

/**
 * Bytes wherever bytes are: `Uint8Array` and `Buffer`, `Blob` and `File`, a web stream, a Node `Readable`, any async
 * iterable of chunks. A stream is read once, to its end; what is read is one range from where the stream stands.
 */
export type ImageInput = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Reads an input whole into memory, within the limits.
 *
 * @throws {@link InvalidImageError} `empty`, `too-large` or `timeout`
 * @throws TypeError for anything that is no input, text among it
 */
export async function readInput(
  input: ImageInput,
  limits: Pick<Limits, 'maxBytes' | 'readTimeout'>,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted()
  const bytes = await readBytes(input, limits, signal)
  checkLength(bytes.length, limits.maxBytes)
  if (bytes.length === 0) throw new InvalidImageError('empty', 'The input is empty: it has no bytes')
  return bytes
}

async function readBytes(
  input: ImageInput,
  limits: Pick<Limits, 'maxBytes' | 'readTimeout'>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  // A copy, so that the caller may reuse its buffer while we store the bytes that we checked.
  if (input instanceof Uint8Array) {
    checkLength(input.length, limits.maxBytes)
    return new Uint8Array(input)
  }
  if (input instanceof ArrayBuffer) return readBytes(new Uint8Array(input), limits, signal)
  if (input instanceof Blob) {
    checkLength(input.size, limits.maxBytes)
    return new Uint8Array(await input.arrayBuffer())
  }
  if (isStream(input)) return readStream(input, limits, signal)
  throw new TypeError(
    'An image is read from a Uint8Array, ArrayBuffer, Blob, ReadableStream, Readable or async iterable',
  )
}

async function readStream(
  input: AsyncIterable<unknown>,
  limits: Pick<Limits, 'maxBytes' | 'readTimeout'>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const deadline = deadlineAfter(limits.readTimeout)
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline
  const iterator = input[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await untilAborted(iterator.next(), stop)
      if (done) return concatBytes(chunks)
      if (!(value instanceof Uint8Array))
        throw new TypeError('A stream of images must yield Uint8Array chunks, not text')
      length += value.length
      checkLength(length, limits.maxBytes)
      // A copy, since the source may use one buffer again and again.
      chunks.push(new Uint8Array(value))
    }
  } catch (error) {
    // The input is told to stop, but not waited for: it may be the very thing that hangs.
    void Promise.resolve(iterator.return?.()).catch(() => undefined)
    if (deadline.aborted && !signal?.aborted && error === deadline.reason) {
      throw new InvalidImageError(
        'timeout',
        `The input was not read within ${limits.readTimeout} ms (limits.readTimeout)`,
        { cause: error },
      )
    }
    throw error
  }
}

function deadlineAfter(milliseconds: number): AbortSignal {
  return milliseconds <= maxDelay ? AbortSignal.timeout(Math.ceil(milliseconds)) : new AbortController().signal
}

function checkLength(length: number, maxBytes: number): void {
  if (length <= maxBytes) return
  throw new InvalidImageError('too-large', `The input has more than ${maxBytes} bytes (limits.maxBytes)`)
}

/** Whether reading the input uses it up. */
export function isStream(input: unknown): input is AsyncIterable<unknown> {
  return typeof input === 'object' && input !== null && Symbol.asyncIterator in input
}
