import {
  checkPath,
  FileNotFoundError,
  type GetFileOptions,
  type ImageKey,
  isFileNotFound,
  type PutFileOptions,
  type Store,
  type StoreCallOptions,
  UnsafeKeyError,
} from '@imageattach/core'
import { diff, type SandboxChange } from './diff.js'
import { discard } from './discard.js'
import { hasFile, type Layers, type ListingStore } from './layers.js'
import { listLayers } from './list-layers.js'
import { markFolder } from './mark-file.js'
import { MarksAsFiles } from './marks-as-files.js'
import { promote, type SandboxEvent, type SandboxRunOptions } from './promote.js'

/** Options of {@link SandboxStore}. */
export interface SandboxStoreOptions<TOverriding extends Store = Store> {
  /** The store that is read where the sandbox has nothing of its own; no call but `promote` writes to it. */
  readonly underlying: Store
  /** The store for everything that is written. It holds the files of this sandbox and nothing else. */
  readonly overriding: TOverriding
  /** Names the sandbox in rows. Default: the name of `underlying`, so that rows of a copied database are read here. */
  readonly name?: string
}

/**
 * A store over another one, which stays as it is: reading falls through to it, writing and deleting do not.
 *
 * ```ts
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import { SandboxStore } from '@imageattach/store-sandbox'
 *
 * const production = new FileSystemStore({ name: 'local', path: '/srv/images', baseUrl: 'https://img.example.com/' })
 * const preview = new FileSystemStore({ path: '/srv/preview', baseUrl: 'https://preview.example.com/images/' })
 *
 * export const store = new SandboxStore({ underlying: production, overriding: preview }) // named "local", too
 * ```
 */
export class SandboxStore<TOverriding extends Store = Store> implements Store {
  readonly name: string
  /** Whether both stores do. */
  readonly readsLegacyLayout: boolean
  /** Whether either store does. */
  readonly signsUrls: boolean
  /** There if both stores can list; it holds the paths of what was written and deleted here in memory. */
  readonly list?: ListingStore['list']
  /** There if both stores have it. */
  readonly stat?: NonNullable<Store['stat']>
  readonly underlying: Store
  readonly overriding: TOverriding
  readonly #layers: Layers<TOverriding>

  constructor({ underlying, overriding, name = underlying.name }: SandboxStoreOptions<TOverriding>) {
    if ((underlying as Store) === overriding) throw new RangeError('A sandbox needs two stores, not one store twice')
    this.name = name
    this.readsLegacyLayout = underlying.readsLegacyLayout === true && overriding.readsLegacyLayout === true
    this.signsUrls = underlying.signsUrls === true || overriding.signsUrls === true
    this.underlying = underlying
    this.overriding = overriding
    this.#layers = { underlying, overriding, marks: overriding.marks ?? new MarksAsFiles(overriding) }
    if (underlying.list && overriding.list) this.list = (prefix, options) => listLayers(this.#layers, prefix, options)
    if (underlying.stat && overriding.stat) this.stat = (key, options) => this.#stat(key, options)
  }

  async putFile(file: Uint8Array, key: ImageKey, options: PutFileOptions = {}): Promise<void> {
    checkPath(key.path, this.name)
    this.#check(key)
    const { overriding, marks } = this.#layers
    const call = callOptions(options)
    const isMarked = await marks.isMarked(key, call)
    if (!isMarked) return overriding.putFile(file, key, options)
    try {
      await overriding.putFile(file, key, options)
      await marks.unmark(key, call)
    } catch (error) {
      // While one error is on its way to the caller a second one has nobody to tell it to.
      await marks.mark(key).catch(() => undefined)
      throw error
    }
  }

  async getFile(key: ImageKey, options: GetFileOptions = {}): Promise<ReadableStream<Uint8Array>> {
    this.#check(key)
    const { underlying, overriding, marks } = this.#layers
    const own = await ifPresent(overriding.getFile(key, options))
    if (own) return own
    const isMarked = await marks.isMarked(key, callOptions(options))
    const below = isMarked ? undefined : await ifPresent(underlying.getFile(key, options))
    if (below) return below
    throw this.#notFound(key, isMarked)
  }

  /** Deletes the file here and leaves a mark, which hides the file of the underlying store. */
  async deleteFile(key: ImageKey, options: StoreCallOptions = {}): Promise<void> {
    this.#check(key)
    await this.#layers.marks.mark(key, options)
  }

  /**
   * The URL in the store that has the file. It looks: once for a file of the sandbox, three times for one below. A file
   * that was deleted here, or is nowhere, has a URL in the overriding store, which shows nothing.
   */
  async getUrl(key: ImageKey): Promise<string> {
    this.#check(key)
    const { underlying, overriding, marks } = this.#layers
    const isBelow =
      !(await hasFile(overriding, key)) && !(await marks.isMarked(key)) && (await hasFile(underlying, key))
    return isBelow ? underlying.getUrl(key) : overriding.getUrl(key)
  }

  /** What differs from the underlying store: files that were added here, and files below that were deleted here. */
  diff(
    this: SandboxStore<ListingStore>,
    options: StoreCallOptions = {},
  ): AsyncGenerator<SandboxChange, void, undefined> {
    return diff(this.#layers, options)
  }

  /**
   * Does to the underlying store what was done here, change by change, and takes each change out of the sandbox. Nothing
   * happens until you go through it. At every moment the sandbox shows the same files; a run that failed, was stopped or
   * killed is finished by the next one. Let nobody write to the sandbox meanwhile.
   */
  promote(
    this: SandboxStore<ListingStore>,
    options: SandboxRunOptions = {},
  ): AsyncGenerator<SandboxEvent, void, undefined> {
    return promote(this.#layers, options)
  }

  /**
   * Empties the overriding store: the underlying one shows through again, and what was added here is gone. Nothing
   * happens until you go through it.
   */
  discard(
    this: SandboxStore<ListingStore>,
    options: SandboxRunOptions = {},
  ): AsyncGenerator<SandboxEvent, void, undefined> {
    return discard(this.#layers, options)
  }

  async #stat(key: ImageKey, options?: StoreCallOptions): ReturnType<NonNullable<Store['stat']>> {
    this.#check(key)
    const { underlying, overriding, marks } = this.#layers
    const own = await overriding.stat?.(key, options)
    if (own) return own
    return (await marks.isMarked(key, options)) ? undefined : underlying.stat?.(key, options)
  }

  #notFound(key: ImageKey, isMarked: boolean): FileNotFoundError {
    const { path, objectType, objectId, width, height } = key
    const file = path === '' ? `of ${objectType} ${objectId}, ${width}x${height}` : JSON.stringify(path)
    const why = isMarked ? ': it was deleted in this sandbox' : ', and neither has the store below it'
    return new FileNotFoundError(`Sandbox ${JSON.stringify(this.name)} has no file ${file}${why}`, {
      storeName: this.name,
      key: path,
    })
  }

  #check({ path }: ImageKey): void {
    // Each layer reads files of SQLAlchemy-ImageAttach in its own layout, and checks the parts of it.
    if (path === '' && this.readsLegacyLayout) return
    checkPath(path, this.name)
    if (!path.startsWith(markFolder)) return
    throw new UnsafeKeyError(`Paths below ${markFolder} are for the marks of the sandbox`, {
      storeName: this.name,
      key: path,
    })
  }
}

function callOptions({ signal }: StoreCallOptions): StoreCallOptions {
  return signal ? { signal } : {}
}

async function ifPresent<TFile>(file: Promise<TFile>): Promise<TFile | undefined> {
  try {
    return await file
  } catch (error) {
    // Nothing but absence lets a look fall through: what cannot be read now is not deleted.
    if (isFileNotFound(error)) return undefined
    throw error
  }
}
