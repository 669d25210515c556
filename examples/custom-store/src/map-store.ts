import {
  checkPath,
  checkRange,
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  type PutFileOptions,
  type Store,
  type StoreCallOptions,
  StoreUnavailableError,
  spanOf,
} from '@imageattach/core'

export class MapStore implements Store {
  readonly name = 'map'
  readonly #files = new Map<string, Uint8Array>()

  async putFile(file: Uint8Array, key: ImageKey, { signal }: PutFileOptions = {}): Promise<void> {
    const path = this.#check(key, signal)
    const present = this.#files.get(path)
    if (present && !equal(present, file)) throw this.#failure('conflict', path)
    this.#files.set(path, new Uint8Array(file)) // a copy: the caller may reuse its buffer
  }

  async getFile(key: ImageKey, { range, signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    checkRange(range)
    const path = this.#check(key, signal)
    const file = this.#files.get(path)
    if (!file) throw new FileNotFoundError(`There is no file ${path}`, { storeName: this.name, key: path })
    let { start, end } = spanOf(range, file.length)
    return new ReadableStream<Uint8Array>({
      pull: controller => {
        if (signal?.aborted) throw this.#failure('aborted', path, signal.reason)
        const chunk = file.slice(start, Math.min(end, start + 65_536))
        start += chunk.length
        if (chunk.length > 0) controller.enqueue(chunk)
        if (start >= end) controller.close()
      },
    })
  }

  async deleteFile(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    this.#files.delete(this.#check(key, signal)) // absent already is success
  }

  getUrl(key: ImageKey): string {
    return `https://files.example.com/${this.#check(key)}`
  }

  #check({ path }: ImageKey, signal?: AbortSignal): string {
    if (signal?.aborted) throw this.#failure('aborted', path, signal.reason)
    return checkPath(path, this.name)
  }

  #failure(reason: 'aborted' | 'conflict', key: string, cause?: unknown): StoreUnavailableError {
    return new StoreUnavailableError(`${key}: ${reason}`, { storeName: this.name, key, reason }, { cause })
  }
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
