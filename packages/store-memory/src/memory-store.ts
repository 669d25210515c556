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
  type StoreErrorContext,
  spanOf,
  throwIfAborted,
} from '@imageattach/core'
import { Volume } from 'memfs'
import { listFiles, statFile } from './list-files.js'
import { readStream } from './read-stream.js'
import { isAbsence } from './store-failure.js'
import { writeOnce } from './write-once.js'

/** Options of {@link MemoryStore}. */
export interface MemoryStoreOptions {
  /** Names the store in rows. Default `memory`. */
  readonly name?: string
  /** What URLs start with; a `/` is added at the end if there is none. Default `memory://` and the store's name. */
  readonly baseUrl?: string
  /** The volume of memfs that holds the files, to look into or to share with other code. Default: a new one. */
  readonly volume?: Volume
}

/**
 * Keeps files in memory, for tests and demonstrations. It behaves like a store on a disk, except that everything is
 * gone when the process ends.
 *
 * ```ts
 * import { MemoryStore } from '@imageattach/store-memory'
 *
 * export const store = new MemoryStore({ baseUrl: 'https://images.example.com/' })
 * ```
 */
export class MemoryStore implements Store {
  readonly name: string
  readonly hasPlainUrls = true
  readonly #baseUrl: string
  readonly #volume: Volume
  readonly #root: string

  constructor({ name = 'memory', baseUrl = `memory://${name}/`, volume = new Volume() }: MemoryStoreOptions = {}) {
    this.name = name
    this.#baseUrl = baseUrl
    this.#volume = volume
    // Stores that share a volume do not share files.
    this.#root = `/${name}`
  }

  async putFile(file: Uint8Array, key: ImageKey, { signal }: PutFileOptions = {}): Promise<void> {
    const place = this.#placeOf(key)
    throwIfAborted(signal, this.#at(key))
    writeOnce(this.#volume, place, file, this.#at(key))
  }

  /** From any other `MemoryStore`. */
  async copyFrom(source: Store, from: ImageKey, to: ImageKey, { signal }: PutFileOptions = {}): Promise<boolean> {
    if (!(#volume in source)) return false
    const place = this.#placeOf(to)
    throwIfAborted(signal, this.#at(to))
    const bytes = source.#read(source.#placeOf(from))
    if (bytes === undefined) throw source.#notFound(from)
    writeOnce(this.#volume, place, bytes, this.#at(to))
    return true
  }

  async getFile(key: ImageKey, { range, signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    checkRange(range)
    const place = this.#placeOf(key)
    const at = this.#at(key)
    throwIfAborted(signal, at)
    const bytes = this.#read(place)
    if (bytes === undefined) throw this.#notFound(key)
    const { start, end } = spanOf(range, bytes.length)
    return readStream({ bytes: bytes.subarray(start, end), at, signal })
  }

  async deleteFile(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<void> {
    const place = this.#placeOf(key)
    throwIfAborted(signal, this.#at(key))
    try {
      this.#volume.unlinkSync(place)
    } catch (error) {
      if (!isAbsence(error)) throw error
    }
  }

  getUrl(key: ImageKey): string {
    return publicUrl(this.#baseUrl, checkPath(key.path, this.name))
  }

  async *list(prefix: string, { signal }: StoreCallOptions = {}): AsyncGenerator<StoredFile> {
    const at = { storeName: this.name, key: prefix }
    throwIfAborted(signal, at)
    for (const file of listFiles(this.#volume, this.#root, '')) {
      throwIfAborted(signal, at)
      if (file.path.startsWith(prefix)) yield file
    }
  }

  async stat(key: ImageKey, { signal }: StoreCallOptions = {}): Promise<StoredFile | undefined> {
    const place = this.#placeOf(key)
    throwIfAborted(signal, this.#at(key))
    return statFile(this.#volume, place, key.path)
  }

  #notFound(key: ImageKey): FileNotFoundError {
    const message = `Store ${JSON.stringify(this.name)} has no file ${JSON.stringify(key.path)}`
    return new FileNotFoundError(message, this.#at(key))
  }

  #read(place: string): Uint8Array | undefined {
    try {
      return new Uint8Array(this.#volume.readFileSync(place) as Buffer)
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw error
    }
  }

  #placeOf(key: ImageKey): string {
    return `${this.#root}/${checkPath(key.path, this.name)}`
  }

  #at(key: ImageKey): StoreErrorContext {
    return { storeName: this.name, key: key.path }
  }
}
