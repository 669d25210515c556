/** Memory for bytes on their way. Fresh memory for each would cost more than reading and sending them. */
class SpareChunks {
  readonly #length: number
  readonly #most: number
  readonly #chunks: Uint8Array<ArrayBuffer>[] = []

  /** @param most - how many wait to be used again */
  constructor(length: number, most: number) {
    this.#length = length
    this.#most = most
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#chunks.pop() ?? this.fresh()
  }

  /** For whoever cannot tell when the bytes were taken. */
  fresh(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#length)
  }

  /** Gives memory back, once the system has taken the bytes. Memory that is not given back is only lost for this. */
  give(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#chunks.length < this.#most) this.#chunks.push(chunk)
  }
}

/** The length of a small file at most: its body is one chunk. */
export const smallLength = 128 * 1024

export const smallChunks = new SpareChunks(smallLength, 64)

/** How much of a large file is in memory at a time. Half of it costs two thirds more of the processor. */
const largeLength = 512 * 1024

export const largeChunks = new SpareChunks(largeLength, 16)
