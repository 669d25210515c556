import type { DeletionMarks } from './deletion-marks.js'
import type { ImageKey } from './image-key.js'

/**
 * A part of a file, both ends included, counted from 0 as in HTTP. It may end past the file; one that starts there, or
 * makes no sense, is refused with `RangeError`.
 */
export interface ByteRange {
  readonly start: number
  /** Default: the last byte. */
  readonly end?: number
}

export interface PutFileOptions {
  /** True for a thumbnail, which can be made again: a store may keep it in a cheaper class. Default false. */
  readonly reproducible?: boolean
  readonly signal?: AbortSignal
}

export interface GetFileOptions {
  /** Default: the whole file. */
  readonly range?: ByteRange
  readonly signal?: AbortSignal
}

export interface StoreCallOptions {
  readonly signal?: AbortSignal
}

export interface ListOptions extends StoreCallOptions {
  /**
   * Also reports what writes that were killed have left, under the path that they were to write, so that deleting that
   * path takes it away. For a sweep: such a path has no file to open. Default false.
   */
  readonly remains?: boolean

  /**
   * Leaves out files that the store only shows, and whose bytes a deletion here would not free: those of the store
   * below an overlay. For a sweep, too. Default false.
   */
  readonly own?: boolean
}

export interface SignUrlOptions {
  /** Seconds for which the URL is good at least. */
  readonly expiresIn: number
}

export interface PresignUploadOptions {
  /** Most bytes of the file; a file without bytes is refused as well. */
  readonly maxBytes: number
  /** Seconds within which the upload must begin. */
  readonly expiresIn: number
}

/** A form that a browser fills with a file. */
export interface PresignedUpload {
  /** Where the form goes, by POST, as `multipart/form-data`. */
  readonly url: string
  /** The fields of the form, as they are; the file follows them as the field `file`. */
  readonly fields: Readonly<Record<string, string>>
}

/** A file as `list` and `stat` report it. */
export interface StoredFile {
  /** The path as in {@link ImageKey.path}. */
  readonly path: string
  /** Length in bytes. */
  readonly byteSize: number
  /** When the store last wrote it, by the store's own clock. */
  readonly modifiedAt: Date
}

/**
 * Where bytes live. A custom store writes the four methods; what it can do beyond them it declares by having the
 * optional ones. Every method may be called many times at once, and for different keys in any order.
 *
 * A path is written once. Core never puts different bytes under a path that has some; a store that is asked to
 * all the same refuses with the reason `conflict`, and keeps the first ones.
 */
export interface Store {
  /** Names the store in rows: `[a-z0-9][a-z0-9_-]*`, at most 64 characters, never changed once rows name it. */
  readonly name: string

  /**
   * True if the store finds files in the layout of SQLAlchemy-ImageAttach, for keys whose `path` is `''`.
   * Default false: core refuses to hand such keys to the store.
   */
  readonly readsLegacyLayout?: boolean

  /**
   * True if `getUrl` never returns a promise, and gives the same at any time: then a page asks only for the URLs that it
   * shows.
   * Default false: the URLs of all images are asked for while they are loaded.
   */
  readonly hasPlainUrls?: boolean

  /**
   * Writes the bytes under `key.path`. When the promise is fulfilled the file is whole, visible under its key and
   * durable; when it is rejected nothing is left under the key, and no temporary file either. While it runs, readers
   * see no file rather than part of one.
   *
   * @throws {@link UnsafeKeyError} when the path could leave the store's root
   * @throws {@link StoreUnavailableError} when the disk or service fails, is full, refuses, or `signal` is aborted
   */
  putFile(file: Uint8Array, key: ImageKey, options?: PutFileOptions): Promise<void>

  /**
   * Opens the bytes under the key. The stream yields the file as it was written, from the first byte to the last, or
   * fails with a {@link StoreUnavailableError}; cancelling it frees the handle behind it.
   *
   * @throws {@link FileNotFoundError} when the store has no such file
   */
  getFile(key: ImageKey, options?: GetFileOptions): Promise<ReadableStream<Uint8Array>>

  /** Deletes the file. A file that is absent already is success; any other failure is thrown. */
  deleteFile(key: ImageKey, options?: StoreCallOptions): Promise<void>

  /** True if URLs of `getUrl` are signed, so that nothing may be added to them. Default false: core adds a cache buster. */
  readonly signsUrls?: boolean

  /**
   * The public URL of the file, without a cache buster. It does no I/O, except that it may sign, and that an overlay may
   * look which of its layers has the file.
   */
  getUrl(key: ImageKey): string | Promise<string>

  /**
   * Lists the files whose path starts with the prefix, in any order; files written or deleted meanwhile may be
   * missing or reported. Temporary files are not reported, unless `remains` asks for them.
   */
  list?(prefix: string, options?: ListOptions): AsyncIterable<StoredFile>

  /** What is known of one file; `undefined` when it is absent. */
  stat?(key: ImageKey, options?: StoreCallOptions): Promise<StoredFile | undefined>

  /**
   * Copies a file of another store, or of this one, without passing its bytes through this process, and promises of
   * the copy what `putFile` does. `false`: it cannot copy from that store, and has done nothing.
   *
   * @throws {@link FileNotFoundError} of the source when it has no such file
   */
  copyFrom?(source: Store, from: ImageKey, to: ImageKey, options?: PutFileOptions): Promise<boolean>

  /**
   * Where the store keeps marks of deleted files in a way of its own, as S3 does by the type of an object. Without it an
   * overlay keeps them as files.
   */
  readonly marks?: DeletionMarks

  /**
   * A URL that shows the file to whoever has it, for a time. Calls soon after one another give the same URL, so that
   * caches know it again.
   *
   * @throws RangeError for a time that no URL of the store can last
   */
  signUrl?(key: ImageKey, options: SignUrlOptions): Promise<string>

  /**
   * Lets somebody who holds no keys, such as a browser, write this one file, of the type of `key.mimetype`, straight
   * to the store, for a time. The store itself enforces type, length and time. Until that time is over the file can be
   * written again, so it is no file for a row: whoever needs it copies it to a path of its own.
   */
  presignUpload?(key: ImageKey, options: PresignUploadOptions): Promise<PresignedUpload>
}
