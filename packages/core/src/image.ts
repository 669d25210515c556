import { cacheBuster, createdAtDate } from './created-at.js'
import type { FileProxy } from './file-proxy.js'
import { type ImgAttributes, imgTag } from './html.js'
import type { ImageRow } from './image-row.js'
import type { Key } from './key.js'
import type { SeekableFileProxy } from './seekable-file-proxy.js'
import type { Store } from './store.js'
import { type OpenOptions, openRow, readRow, type StoredRow } from './stored-row.js'
import type { Size } from './thumbnail-size.js'

/** The props of an `<img>` element, for JSX. Plain data, so that they cross the border between server and client. */
export interface ImgProps {
  readonly src: string
  readonly width: number
  readonly height: number
  readonly alt: string
}

/** An image as JSON: what a page needs, and nothing of the row behind it. */
export interface ImageJson {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly original: boolean
  readonly variant: string
  readonly placeholder: string | null
}

/** One stored picture of one size: a value that never changes. Made by sets; nothing here asks the database. */
export class Image<TRecord = unknown> {
  /** Where a browser gets it, with a cache buster unless the store signs its URLs. */
  readonly url: string
  readonly #stored: StoredRow<TRecord>

  private constructor(stored: StoredRow<TRecord>, url: string) {
    this.#stored = stored
    this.url = url
    Object.freeze(this)
  }

  /** For core only: the image of a row, its URL resolved. */
  static fromRow<TRecord>(stored: StoredRow<TRecord>): Image<TRecord> | Promise<Image<TRecord>> {
    const url = stored.store.getUrl(stored.key)
    // A promise for each of a thousand images costs more than the images: only stores that sign make one.
    if (typeof url === 'string') return new Image(stored, bustCache(url, stored))
    return url.then(signed => new Image(stored, bustCache(signed, stored)))
  }

  /** Pixels. */
  get width(): number {
    return this.#row.width
  }

  /** Pixels. */
  get height(): number {
    return this.#row.height
  }

  get size(): Size {
    return { width: this.width, height: this.height }
  }

  /** As `image/jpeg`. */
  get mimetype(): string {
    return this.#row.mimetype
  }

  /** The picture as uploaded, not a thumbnail. */
  get original(): boolean {
    return this.#row.original
  }

  /** `''` for a plain resize. */
  get variant(): string {
    return this.#row.variant
  }

  /** To the millisecond; the cache buster in {@link Image.url} is exact. */
  get createdAt(): Date {
    return createdAtDate(this.#row.createdAt)
  }

  /** Length in bytes; `undefined` on rows of SQLAlchemy-ImageAttach. */
  get byteSize(): number | undefined {
    return this.#row.byteSize ?? undefined
  }

  /** SHA-256 of the bytes in hexadecimal; `undefined` on rows of SQLAlchemy-ImageAttach. */
  get checksum(): string | undefined {
    return this.#row.checksum ?? undefined
  }

  /** The name that the file had where it came from. */
  get filename(): string | undefined {
    return this.#row.filename ?? undefined
  }

  /** What the application stored beside the image. */
  get metadata(): unknown {
    return this.#row.metadata === null ? undefined : JSON.parse(this.#row.metadata)
  }

  /** Owner and discriminator values; integers beyond 2^53 are bigints, or text where the driver returns text. */
  get key(): Key {
    return this.#row.key
  }

  /** Where the bytes are in their store; `''` on rows of SQLAlchemy-ImageAttach. */
  get path(): string {
    return this.#row.path
  }

  /** The store that holds the bytes. */
  get store(): Store {
    return this.#stored.store
  }

  /** The whole row as the ORM returned it, the application's own columns included. */
  get row(): TRecord {
    return this.#row.record
  }

  /**
   * Opens the bytes. `seekable` reads them into memory first.
   *
   * @throws {@link FileNotFoundError} when the image was removed since it was loaded, and the time to keep it is over
   */
  openFile(options: OpenOptions & { readonly seekable: true }): Promise<SeekableFileProxy>
  openFile(options?: OpenOptions): Promise<FileProxy>
  openFile(options: OpenOptions = {}): Promise<FileProxy | SeekableFileProxy> {
    return openRow(this.#stored, options)
  }

  /** The bytes, whole. */
  makeBlob(options: Omit<OpenOptions, 'seekable'> = {}): Promise<Uint8Array> {
    return readRow(this.#stored, options)
  }

  /** An `<img>` tag; every value is escaped. */
  toHtml(attributes: ImgAttributes = {}): string {
    return imgTag({ src: this.url, width: this.width, height: this.height, ...attributes })
  }

  /** The props of an `<img>` element; `alt` is required, `''` for decoration. */
  imgProps(props: { readonly alt: string }): ImgProps {
    return { src: this.url, width: this.width, height: this.height, ...props }
  }

  /** What a page needs; never the row. */
  toJSON(): ImageJson {
    const { url, width, height, mimetype, original, variant } = this
    return { url, width, height, mimetype, original, variant, placeholder: this.#row.placeholder }
  }

  get #row(): ImageRow<TRecord> {
    return this.#stored.row
  }
}

/** `_ts` with the 20 digits of `created_at`, as SQLAlchemy-ImageAttach added it. A signature would not survive it. */
function bustCache(url: string, { row, store }: StoredRow): string {
  if (store.signsUrls) return url
  return `${url}${url.includes('?') ? '&' : '?'}_ts=${cacheBuster(row.createdAt)}`
}
