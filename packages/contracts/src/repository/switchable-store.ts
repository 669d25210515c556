import {
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  legacyObjectPath,
  type PutFileOptions,
  type Store,
  type StoredFile,
  StoreUnavailableError,
} from '@imageattach/core'

/** The calls that can be made to fail. */
type StoreCall = 'putFile' | 'getFile' | 'deleteFile'

/** A store in memory, for tests, whose calls fail when they are told to. */
export class SwitchableStore implements Store {
  readonly hasPlainUrls = true
  readonly name: string
  readonly readsLegacyLayout = true
  /** What its clock says of every file. Default: now. */
  clock: () => Date = () => new Date()
  /** Whether its files are those of another one. */
  readonly isAlias: boolean
  readonly #files: Map<string, Uint8Array>
  readonly #failAt = new Map<StoreCall, number>()

  /** @param place - whose files it has, too, as when two names mean one bucket; default: none */
  constructor(name = 'test', place?: SwitchableStore) {
    this.name = name
    this.isAlias = place !== undefined
    this.#files = place ? place.#files : new Map()
  }

  /** Makes a call fail: the nth one from now, and all after it. */
  fail(call: StoreCall, nth = 1): void {
    this.#failAt.set(call, nth)
  }

  /** Makes all calls work again. */
  heal(): void {
    this.#failAt.clear()
  }

  /** The paths of all files. */
  paths(): readonly string[] {
    return [...this.#files.keys()]
  }

  /** The bytes under a path. */
  bytes(path: string): Uint8Array | undefined {
    return this.#files.get(path)
  }

  /** Puts bytes under a path, as somebody else than ImageAttach would. */
  write(path: string, bytes: Uint8Array): void {
    this.#files.set(path, bytes)
  }

  async putFile(file: Uint8Array, key: ImageKey, { signal }: PutFileOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    this.#step('putFile', key)
    this.#files.set(placeOf(key), file)
  }

  async getFile(key: ImageKey, _options?: GetFileOptions): Promise<ReadableStream<Uint8Array>> {
    this.#step('getFile', key)
    const file = this.#files.get(placeOf(key))
    if (!file) throw new FileNotFoundError(`There is no file ${key.path}`, { storeName: this.name, key: key.path })
    return new Blob([new Uint8Array(file)]).stream()
  }

  async deleteFile(key: ImageKey): Promise<void> {
    this.#step('deleteFile', key)
    this.#files.delete(placeOf(key))
  }

  getUrl(key: ImageKey): string {
    return `https://images.example.com/${key.path}`
  }

  async *list(prefix: string): AsyncGenerator<StoredFile, void, undefined> {
    for (const [path, file] of this.#files) {
      if (path.startsWith(prefix)) yield { path, byteSize: file.length, modifiedAt: this.clock() }
    }
  }

  #step(call: StoreCall, key: ImageKey): void {
    const left = this.#failAt.get(call)
    if (left === undefined) return
    this.#failAt.set(call, left - 1)
    if (left > 1) return
    throw new StoreUnavailableError(`${call} fails, as it was told to`, {
      storeName: this.name,
      key: key.path,
      reason: 'unavailable',
    })
  }
}

/** Files of SQLAlchemy-ImageAttach are laid out as it laid them out in S3. */
function placeOf(key: ImageKey): string {
  return key.path === '' ? legacyObjectPath(key) : key.path
}
