import { FileProxy } from './file-proxy.js'

/** A file of a store held in memory, so that it can be read in any order and as often as wanted. */
export class SeekableFileProxy implements AsyncIterable<Uint8Array>, AsyncDisposable {
  #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Length in bytes. */
  get size(): number {
    return this.#bytes.length
  }

  /** The position of the next read, in bytes from the start. */
  tell(): number {
    return this.#position
  }

  /** Moves to a position from the start, clamped to the file, and returns it. Throws `RangeError` for no integer. */
  seek(position: number): number {
    if (!Number.isSafeInteger(position)) throw new RangeError(`position must be an integer, not ${position}`)
    this.#position = Math.min(Math.max(position, 0), this.size)
    return this.#position
  }

  /** Reads up to `size` bytes from the position, or all that is left, and moves behind them. */
  async read(size = this.size): Promise<Uint8Array> {
    const bytes = this.#bytes.slice(this.#position, this.#position + size)
    this.#position += bytes.length
    return bytes
  }

  /** The text from the position line by line, as UTF-8, without the line ends. */
  lines(): AsyncGenerator<string, void, undefined> {
    return new FileProxy(this.stream()).lines()
  }

  /** The bytes from the position, in one chunk. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const bytes = await this.read()
    if (bytes.length > 0) yield bytes
  }

  /** The bytes from the position, as a web stream. */
  stream(): ReadableStream<Uint8Array> {
    return ReadableStream.from(this)
  }

  /** Runs `work` with the file at its start, and puts the position back afterwards, however `work` ends. */
  async reuse<TResult>(work: (file: this) => Promise<TResult>): Promise<TResult> {
    const position = this.#position
    this.#position = 0
    try {
      return await work(this)
    } finally {
      this.#position = position
    }
  }

  /** Lets the bytes go; the file is empty afterwards. */
  async close(): Promise<void> {
    this.#bytes = new Uint8Array(0)
    this.#position = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
