/**
 * A file of a store, opened for reading once, from its first byte to its last. Close it, or read it to its end, or
 * declare it with `await using`.
 */
export class FileProxy implements AsyncIterable<Uint8Array>, AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)
  #ended = false
  #failed = false

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader()
  }

  /** Reads up to `size` bytes, or all that is left. An empty array means the end. */
  async read(size = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    let missing = size
    while (missing > 0) {
      const chunk = await this.#next()
      if (!chunk) break
      const taken = chunk.subarray(0, missing)
      this.#rest = chunk.subarray(taken.length)
      chunks.push(taken)
      missing -= taken.length
    }
    return concatBytes(chunks)
  }

  /** The text of the file line by line, as UTF-8, without the line ends. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    const decoder = new TextDecoder()
    let line = ''
    for await (const chunk of this) {
      const parts = (line + decoder.decode(chunk, { stream: true })).split('\n')
      line = parts.pop() ?? ''
      for (const part of parts) yield part.replace(/\r$/, '')
    }
    line += decoder.decode()
    if (line !== '') yield line
  }

  /** The bytes that are left, chunk by chunk. Leaving the loop early closes the file. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let chunk = await this.#next(); chunk; chunk = await this.#next()) yield chunk
    } finally {
      await this.close()
    }
  }

  /** The bytes that are left, as a web stream, which takes the file over. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      pull: async controller => {
        const chunk = await this.#next()
        if (chunk) controller.enqueue(chunk)
        else controller.close()
      },
      cancel: () => this.close(),
    })
  }

  /** Frees what is open behind the file. Closing twice, or after the end, is no error. */
  async close(): Promise<void> {
    this.#ended = true
    this.#rest = new Uint8Array(0)
    // A stream that has failed holds nothing open, and would only repeat the failure that the reader has seen.
    if (!this.#failed) await this.#reader.cancel()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#rest.length > 0) {
      const rest = this.#rest
      this.#rest = new Uint8Array(0)
      return rest
    }
    if (this.#ended) return undefined
    try {
      const { done, value } = await this.#reader.read()
      this.#ended = done
      return value
    } catch (error) {
      this.#failed = true
      throw error
    }
  }
}

/** One array of all chunks. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const [only, another] = chunks
  if (only && !another) return only
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
