import { type AttachOptions, attachOriginal } from './attach-original.js'
import type { AttachmentDefinition } from './attachment-definition.js'
import { isFileNotFound, ThumbnailNotFoundError } from './errors.js'
import type { FileProxy } from './file-proxy.js'
import { findOrGenerate } from './find-or-generate.js'
import { findSize } from './find-size.js'
import {
  attachThumbnail,
  generateThumbnails,
  requireOriginalRow,
  type ThumbnailOptions,
} from './generate-thumbnails.js'
import type { ImgAttributes } from './html.js'
import type { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import { findOriginal, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { describeKey, type Key } from './key.js'
import { loadSet } from './load-sets.js'
import type { LoadedImageSet } from './loaded-image-set.js'
import { readPath } from './path-input.js'
import { attachPrepared, type PreparedImage } from './prepared-image.js'
import { filterRows, type ImageFilter, imageOf, readRows } from './read-set.js'
import type { ResizeRequest } from './resize-to.js'
import type { SeekableFileProxy } from './seekable-file-proxy.js'
import type { Store } from './store.js'
import type { OpenOptions } from './stored-row.js'
import { checkSizeRequest, describeRequest, type SizeRequest } from './thumbnail-size.js'
import { unitOfWork } from './unit-of-work.js'
import { removeSets } from './write-set.js'

/** Options of the verbs that read the original. */
export interface ReadOptions {
  /** The store that the row must name, or where an ancestor's file is. Default: the store that the row names. */
  readonly store?: Store
  readonly signal?: AbortSignal
}

/** What {@link ImageSet.fromRawFile} must be told. */
export interface RawFileOptions<TColumns extends object = object> extends AttachOptions<TColumns> {
  /** Upright pixels. */
  readonly width: number
  readonly height: number
  readonly mimetype: string
  /** Default true. */
  readonly original?: boolean
}

/**
 * The original of one owner and its thumbnails: a handle. Making one costs nothing, every verb is a promise, and each
 * asks the database anew.
 */
export class ImageSet<T extends ImageTypes = ImageTypes> implements AsyncIterable<Image<T['record']>> {
  readonly #definition: AttachmentDefinition<T>
  readonly #key: Key | (() => Key)

  /** Made by attachments. A key that is a function is asked anew by each verb: its owner may be saved in between. */
  constructor(definition: AttachmentDefinition<T>, key: Key | (() => Key)) {
    this.#definition = definition
    this.#key = key
  }

  /** Owner and discriminator values. Throws {@link UnsavedOwnerError} while the owner has no key. */
  get key(): Key {
    return typeof this.#key === 'function' ? this.#key() : this.#key
  }

  /** The same set, its verbs bound to a transaction of the application. */
  using(handle: T['handle']): ImageSet<T> {
    return new ImageSet({ ...this.#definition, handle }, this.#key)
  }

  /**
   * Attaches an image from a stream, `Blob` or bytes, in the place of the set's old one. The bytes are decoded fully
   * before anything is written, and stored as they are.
   *
   * @throws {@link InvalidImageError} with a `reason` when they are no acceptable image; the set is unchanged then
   */
  async fromFile(file: ImageInput, options: AttachOptions<T['columns']> = {}): Promise<Image<T['record']>> {
    return attachOriginal(this.#definition, this.key, file, { mimetype: options.mimetype }, options)
  }

  /** Attaches an image from bytes in memory; as {@link ImageSet.fromFile}. */
  fromBlob(
    blob: Uint8Array | ArrayBuffer | Blob,
    options: AttachOptions<T['columns']> = {},
  ): Promise<Image<T['record']>> {
    return this.fromFile(blob, options)
  }

  /**
   * Attaches an image whose upright size and type are known already. The size is believed, so the image is not
   * decoded: for pictures that were checked before. The type must still agree with the bytes. With `original: false`
   * it is added as a ready thumbnail of the original.
   */
  async fromRawFile(file: ImageInput, options: RawFileOptions<T['columns']>): Promise<Image<T['record']>> {
    const attach = options.original === false ? attachThumbnail : attachOriginal
    return attach(this.#definition, this.key, file, options, options)
  }

  /** Attaches an image from a file of the local disk. Never give it a path that a user sent. */
  fromPath(path: string | URL, options: AttachOptions<T['columns']> = {}): Promise<Image<T['record']>> {
    return this.fromFile(readPath(path), options)
  }

  /**
   * Attaches an image that was prepared: a few statements and no other I/O, so that a transaction stays short. It may
   * be tried again after a rollback.
   *
   * @throws {@link PreparedExpiredError} when it was attached before, or has waited longer than an hour
   */
  async attach(prepared: PreparedImage): Promise<Image<T['record']>> {
    return attachPrepared(this.#definition, this.key, prepared)
  }

  /** The original, or `undefined` for an empty set. */
  async original(): Promise<Image<T['record']> | undefined> {
    const row = findOriginal(await this.#rows())
    return row && imageOf(this.#definition, row)
  }

  /** The original. Throws {@link OriginalNotFoundError} for an empty set. */
  async requireOriginal(options: ReadOptions = {}): Promise<Image<T['record']>> {
    const row = requireOriginalRow(this.#definition, this.key, await this.#rows())
    return imageOf(this.#definition, row, options.store)
  }

  /** Whether the set has an original. */
  async exists(): Promise<boolean> {
    return findOriginal(await this.#rows()) !== undefined
  }

  /** The original and its thumbnails. */
  async images(filter: ImageFilter = {}): Promise<readonly Image<T['record']>[]> {
    const rows = filterRows(await this.#rows(), filter)
    return Promise.all(rows.map(row => imageOf(this.#definition, row)))
  }

  /** How many images the set has, the original included. */
  async count(filter: ImageFilter = {}): Promise<number> {
    return filterRows(await this.#rows(), filter).length
  }

  /** The images of {@link ImageSet.images}, one after the other. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Image<T['record']>, void, undefined> {
    yield* await this.images()
  }

  /** A snapshot of the set, to render from without I/O: one query. */
  async load(): Promise<LoadedImageSet<T['record']>> {
    return loadSet(this.#definition, await this.#rows())
  }

  /** The URL of the original, with a cache buster unless the store signs its URLs. Throws {@link OriginalNotFoundError} for an empty set. */
  async locate(options: ReadOptions = {}): Promise<string> {
    return (await this.requireOriginal(options)).url
  }

  /** Opens the original. `seekable` reads it into memory first. */
  openFile(options: OpenOptions & ReadOptions & { readonly seekable: true }): Promise<SeekableFileProxy>
  openFile(options?: OpenOptions & ReadOptions): Promise<FileProxy>
  openFile(options: OpenOptions & ReadOptions = {}): Promise<FileProxy | SeekableFileProxy> {
    return this.#withOriginal(options, original => original.openFile(options))
  }

  /** The bytes of the original, whole. */
  makeBlob(options: ReadOptions = {}): Promise<Uint8Array> {
    return this.#withOriginal(options, original => original.makeBlob(options))
  }

  /** The image of a size, the original included. Throws {@link ThumbnailNotFoundError} when there is none. */
  async findThumbnail(request: SizeRequest): Promise<Image<T['record']>> {
    const image = await this.tryFindThumbnail(request)
    if (image) return image
    throw new ThumbnailNotFoundError(
      `${this.#definition.table.name}: the set of ${describeKey(this.key)} has no image of ${describeRequest(request)}`,
    )
  }

  /** The image of a size, the original included, or `undefined`. */
  async tryFindThumbnail(request: SizeRequest): Promise<Image<T['record']> | undefined> {
    checkSizeRequest(request)
    const row = findSize(await this.#rows(), request)
    return row && imageOf(this.#definition, row)
  }

  /**
   * The thumbnail of a size: one that exists, the original if it has that very size, or else a new one. The other
   * side follows the proportions.
   */
  async generateThumbnail(
    request: ResizeRequest,
    options: ThumbnailOptions<T['columns']> = {},
  ): Promise<Image<T['record']>> {
    const [image] = await this.generateThumbnails([request], options)
    return image ?? this.requireOriginal()
  }

  /** Several thumbnails from one decode, in the order of the requests; as {@link ImageSet.generateThumbnail}. */
  async generateThumbnails(
    requests: readonly ResizeRequest[],
    options: ThumbnailOptions<T['columns']> = {},
  ): Promise<readonly Image<T['record']>[]> {
    return generateThumbnails(this.#definition, this.key, requests, options)
  }

  /** As {@link ImageSet.generateThumbnail}; callers who ask for the same size at the same time share one piece of work. */
  async findOrGenerate(
    request: SizeRequest,
    options: ThumbnailOptions<T['columns']> = {},
  ): Promise<Image<T['record']>> {
    return findOrGenerate(this.#definition, this.key, request, options, shared =>
      this.generateThumbnail(request, shared),
    )
  }

  /** Removes the original and its thumbnails; returns how many there were. The files go after the commit. */
  async remove(): Promise<number> {
    const { services, table, handle } = this.#definition
    const unit = unitOfWork(services, table, handle)
    const removed = await unit.write((session, touched) => removeSets({ session, table, touched }, [this.key]))
    services.emit({ type: 'removed', table: table.name, key: this.key, bound: unit.bound })
    return removed
  }

  /** An `<img>` tag of the original, every value escaped; `''` for an empty set. */
  async toHtml(attributes: ImgAttributes = {}): Promise<string> {
    return (await this.original())?.toHtml(attributes) ?? ''
  }

  #rows(): Promise<readonly ImageRow<T['record']>[]> {
    return readRows(this.#definition, this.key)
  }

  /** A file that is gone may have been replaced after its row was read, so the row is read once more. */
  async #withOriginal<TResult>(
    options: ReadOptions,
    work: (original: Image<T['record']>) => Promise<TResult>,
  ): Promise<TResult> {
    const original = await this.requireOriginal(options)
    try {
      return await work(original)
    } catch (error) {
      if (!isFileNotFound(error)) throw error
      const current = await this.requireOriginal(options)
      if (current.path === original.path) throw error
      return work(current)
    }
  }
}
