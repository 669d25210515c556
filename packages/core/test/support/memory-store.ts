import { FileNotFoundError, StoreUnavailableError } from '../../src/errors.js'
import type { ImageKey } from '../../src/image-key.js'
import { legacyFolderPath, legacySuffixes } from '../../src/legacy/legacy-path.js'
import type { GetFileOptions, Store } from '../../src/store.js'

export type StoreCall = 'putFile' | 'getFile' | 'deleteFile'

/** Files in a map. */
export class MemoryStore implements Store {
  readonly name: string
  readonly readsLegacyLayout: boolean
  readonly files = new Map<string, Uint8Array>()
  /** Calls that fail. */
  readonly failing = new Set<StoreCall>()
  /** Awaited before each call: the place for barriers and for failures of one's own. */
  before: (call: StoreCall, key: ImageKey) => unknown = () => undefined

  constructor(name = 'memory', readsLegacyLayout = false) {
    this.name = name
    this.readsLegacyLayout = readsLegacyLayout
  }

  async putFile(file: Uint8Array, key: ImageKey): Promise<void> {
    await this.#enter('putFile', key)
    this.files.set(placeOf(key), file)
  }

  async getFile(key: ImageKey, { signal }: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    await this.#enter('getFile', key)
    signal?.throwIfAborted()
    const file = this.files.get(placeOf(key))
    if (file) return ReadableStream.from([file])
    throw new FileNotFoundError(`There is no file ${placeOf(key)}`, { storeName: this.name, key: key.path })
  }

  async deleteFile(key: ImageKey): Promise<void> {
    await this.#enter('deleteFile', key)
    this.files.delete(placeOf(key))
  }

  getUrl(key: ImageKey): string {
    return `https://images.example.com/${placeOf(key)}`
  }

  async #enter(call: StoreCall, key: ImageKey): Promise<void> {
    await this.before(call, key)
    if (!this.failing.has(call)) return
    const at = { storeName: this.name, key: key.path, reason: 'unavailable' } as const
    throw new StoreUnavailableError(`${call} fails, as it was told to`, at)
  }
}

function placeOf(key: ImageKey): string {
  return key.path === '' ? `${legacyFolderPath(key)}${legacySuffixes(key.mimetype)[0]}` : key.path
}
