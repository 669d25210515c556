import {
  type GetFileOptions,
  type ImageKey,
  type PutFileOptions,
  type Store,
  type StoreCallOptions,
  type StoredFile,
  StoreUnavailableError,
} from '@imageattach/core'
import type { FileSystemStore } from '@imageattach/store-fs'
import type { Calls } from './calls.ts'

/** A store of which every call is counted, and may break as that of a remote one does. */
export class FaultyStore implements Store {
  readonly name: string
  readonly #store: FileSystemStore
  readonly #calls: Calls

  constructor(store: FileSystemStore, calls: Calls) {
    this.name = store.name
    this.#store = store
    this.#calls = calls
  }

  putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions): Promise<void> {
    return this.#make('putFile', key.path, () => this.#store.putFile(file, key, options))
  }

  getFile(key: ImageKey, options?: GetFileOptions): Promise<ReadableStream<Uint8Array>> {
    let stream: ReadableStream<Uint8Array> | undefined
    return this.#make('getFile', key.path, async () => {
      stream = await this.#store.getFile(key, options)
      return stream
    }).catch(async (error: unknown) => {
      await stream?.cancel()
      throw error
    })
  }

  deleteFile(key: ImageKey, options?: StoreCallOptions): Promise<void> {
    return this.#make('deleteFile', key.path, () => this.#store.deleteFile(key, options))
  }

  getUrl(key: ImageKey): string {
    return this.#store.getUrl(key)
  }

  copyFrom(source: Store, from: ImageKey, to: ImageKey, options?: PutFileOptions): Promise<boolean> {
    const real = source instanceof FaultyStore ? source.#store : source
    return this.#make('copyFrom', to.path, () => this.#store.copyFrom(real, from, to, options))
  }

  async *list(prefix: string, options?: StoreCallOptions): AsyncGenerator<StoredFile> {
    await this.#make('list', prefix, async () => undefined)
    yield* this.#store.list(prefix, options)
  }

  stat(key: ImageKey, options?: StoreCallOptions): Promise<StoredFile | undefined> {
    return this.#make('stat', key.path, () => this.#store.stat(key, options))
  }

  #make<TResult>(name: string, key: string, call: () => Promise<TResult>): Promise<TResult> {
    return this.#calls.make('store', name, call, () => {
      const message = `${name} of ${JSON.stringify(key)} was broken on purpose`
      return new StoreUnavailableError(message, { storeName: this.name, key, reason: 'unavailable' })
    })
  }
}
