import {
  checkPath,
  checkRange,
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  type PutFileOptions,
  publicUrl,
  type Store,
  type StoreCallOptions,
  type StoredFile,
  spanOf,
  throwIfAborted,
} from '@imageattach/core'
import { conflict, storeFailure } from './failures.ts'
import { type FileRow, FileTable } from './file-table.ts'

/** Options of {@link SqliteStore}. */
export interface SqliteStoreOptions {
  /** Names the store in rows; never changed once rows name it. Default `sqlite`. */
  readonly name?: string
  /** The SQLite file. The first call makes it. */
  readonly file: string
  /** Where your server answers with the files. */
  readonly baseUrl: string
}

/** Keeps images in one SQLite file: nothing to set up, one file to back up. */
export class SqliteStore implements Store, Disposable {
  readonly name: string
  readonly hasPlainUrls = true
  readonly #baseUrl: string
  readonly #table: FileTable

  constructor({ name = 'sqlite', file, baseUrl }: SqliteStoreOptions) {
    this.name = name
    this.#baseUrl = baseUrl
    this.#table = new FileTable(file)
  }

  async putFile(file: Uint8Array, key: ImageKey, { signal }: PutFileOptions = {}): Promise<void> {
    const path = this.#check(key, signal)
    const isNew = this.#call(path, () => this.#table.insert(path, file))
    if (isNew) return
    const present = this.#call(path, () => this.#table.read(path))
    if (!present || Buffer.compare(present, file) !== 0) throw conflict(this.#at(path))
  }

  async getFile(key: ImageKey, { range, signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    checkRange(range)
    const path = this.#check(key, signal)
    const bytes = this.#call(path, () => this.#table.read(path))
    if (!bytes) throw new FileNotFoundError(`Store "${this.name}" has no file ${path}`, this.#at(path))
    let { start, end } = spanOf(range, bytes.length)
    return new ReadableStream<Uint8Array>(
      {
        pull: controller => {
          throwIfAborted(signal, this.#at(path))
          const chunk = bytes.subarray(start, Math.min(end, start + 65_536))
          start += chunk.length
          if (chunk.length > 0) controller.enqueue(chunk)
          if (start >= end) controller.close()
        },
      },
      { highWaterMark: 0 }, // nothing is read before somebody asks
    )
  }

  async deleteFile(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    const path = this.#check(key, signal)
    this.#call(path, () => this.#table.delete(path)) // absent already is success
  }

  getUrl(key: ImageKey): string {
    return publicUrl(this.#baseUrl, this.#check(key))
  }

  async *list(prefix: string, { signal }: StoreCallOptions = {}): AsyncGenerator<StoredFile> {
    for (let after = ''; ; ) {
      throwIfAborted(signal, this.#at(prefix))
      // A page at a time: a statement that is still open would keep the connection busy.
      const page = this.#call(prefix, () => this.#table.page(prefix, after))
      for (const row of page) {
        throwIfAborted(signal, this.#at(prefix))
        yield storedFile(row)
      }
      const last = page.at(-1)
      if (!last) return
      after = last.path
    }
  }

  async stat(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<StoredFile | undefined> {
    const path = this.#check(key, signal)
    const row = this.#call(path, () => this.#table.find(path))
    return row && storedFile(row)
  }

  /** Closes the SQLite file. */
  [Symbol.dispose](): void {
    this.#table.close()
  }

  #check({ path }: ImageKey, signal?: AbortSignal): string {
    throwIfAborted(signal, this.#at(path))
    return checkPath(path, this.name)
  }

  #call<TResult>(path: string, call: () => TResult): TResult {
    try {
      return call()
    } catch (error) {
      throw storeFailure(error, this.#at(path))
    }
  }

  #at(key: string): { readonly storeName: string; readonly key: string } {
    return { storeName: this.name, key }
  }
}

function storedFile({ path, byteSize, modifiedAt }: FileRow): StoredFile {
  return { path, byteSize, modifiedAt: new Date(modifiedAt) }
}
