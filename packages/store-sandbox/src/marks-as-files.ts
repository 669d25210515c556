import {
  type DeletionMarks,
  type ImageKey,
  isFileNotFound,
  keyOfPath,
  type Store,
  type StoreCallOptions,
} from '@imageattach/core'
import { hasFile, readFile } from './layers.js'
import { markedKey, markFile, markFolder } from './mark-file.js'

/** Keeps marks as small files beside the others, in any store. */
export class MarksAsFiles implements DeletionMarks {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async mark(key: ImageKey, options?: StoreCallOptions): Promise<void> {
    const mark = markFile(key)
    // First the mark: without it the file of the store below would come back for a moment, or after a kill for good.
    await this.#store.putFile(mark.bytes, mark.key, options)
    await this.#store.deleteFile(key, options)
  }

  async isMarked(key: ImageKey, options?: StoreCallOptions): Promise<boolean> {
    return hasFile(this.#store, markFile(key).key, options)
  }

  async unmark(key: ImageKey, options?: StoreCallOptions): Promise<void> {
    await this.#store.deleteFile(markFile(key).key, options)
  }

  async *list(options?: StoreCallOptions): AsyncGenerator<ImageKey, void, undefined> {
    if (!this.#store.list) throw new TypeError(`Store ${JSON.stringify(this.#store.name)} cannot list its files`)
    for await (const { path } of this.#store.list(markFolder, options)) {
      const key = await this.#read(path, options)
      if (key) yield key
    }
  }

  async #read(path: string, options?: StoreCallOptions): Promise<ImageKey | undefined> {
    try {
      return markedKey(await readFile(this.#store, keyOfPath(path), options))
    } catch (error) {
      // Taken away since it was listed.
      if (isFileNotFound(error)) return undefined
      throw error
    }
  }
}
