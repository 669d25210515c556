import type { ImageKey, Store, StoredFile } from '@imageattach/core'

/** A store that holds nothing: each file has the same bytes, and each call takes its time. */
export class GeneratedStore implements Store {
  readonly name: string
  readonly #bytes: Uint8Array
  readonly #latency: number

  /** @param latency - milliseconds of each call; 0: none */
  constructor(name: string, bytes: Uint8Array, latency = 0) {
    this.name = name
    this.#bytes = bytes
    this.#latency = latency
  }

  putFile(): Promise<void> {
    return this.#wait()
  }

  async getFile(): Promise<ReadableStream<Uint8Array>> {
    await this.#wait()
    const bytes = this.#bytes
    return new ReadableStream({
      start(controller) {
        controller.enqueue(bytes)
        controller.close()
      },
    })
  }

  deleteFile(): Promise<void> {
    return this.#wait()
  }

  getUrl({ path }: ImageKey): string {
    return `https://images.example.com/${path}`
  }

  async stat({ path }: ImageKey): Promise<StoredFile> {
    await this.#wait()
    return { path, byteSize: this.#bytes.length, modifiedAt: new Date() }
  }

  async #wait(): Promise<void> {
    if (this.#latency > 0) await new Promise(resolve => setTimeout(resolve, this.#latency))
  }
}
