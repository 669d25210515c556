import type { AttachOptions } from './attach-original.js'
import { type AttachmentDefinition, keyOf } from './attachment-definition.js'
import type { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import { ImageSet } from './image-set.js'
import type { ImageTypes } from './image-types.js'
import { type LoadedOwners, loadSet, loadSingle, pairOwners, setsOfRecords } from './load-sets.js'
import { loadThumbnails } from './load-thumbnails.js'
import type { LoadedImageSet } from './loaded-image-set.js'
import { type MigrationOptions, MigrationPlan } from './migration-plan.js'
import { type PreparedImage, prepareImage } from './prepared-image.js'
import { removeOwners } from './remove-owners.js'
import { requireArray } from './require-array.js'
import type { SizeRequest } from './thumbnail-size.js'
import { type PrepareUploadOptions, prepareUpload, presignUpload, type Upload, type UploadOptions } from './upload.js'

/** One image, with its thumbnails, for each owner. */
export class SingleAttachment<T extends ImageTypes = ImageTypes> {
  readonly #definition: AttachmentDefinition<T>

  /** Made by `images.attachment(…)`. */
  constructor(definition: AttachmentDefinition<T>) {
    this.#definition = definition
  }

  /** The same attachment, its verbs bound to a transaction of the application. */
  using(handle: T['handle']): SingleAttachment<T> {
    return new SingleAttachment({ ...this.#definition, handle })
  }

  /**
   * The set of an owner: a handle that asks nothing yet, and whose verbs reject while the owner is not saved.
   *
   * @throws {@link OwnerKeyError} for an unusable key
   */
  of(owner: T['owner']): ImageSet<T> {
    return new ImageSet(this.#definition, keyOf(this.#definition, owner))
  }

  /**
   * Snapshots of the sets of many owners, from one query for any number of them, to render from without I/O. Rows
   * that do not hold the owner columns need `key`, which takes them out.
   */
  load<TOwner extends T['owner']>(owners: readonly TOwner[]): Promise<LoadedOwners<TOwner, LoadedImageSet<T['record']>>>
  load<TOwner>(
    owners: readonly TOwner[],
    key: (owner: TOwner) => T['owner'],
  ): Promise<LoadedOwners<TOwner, LoadedImageSet<T['record']>>>
  async load<TOwner>(
    owners: readonly TOwner[],
    key: (owner: TOwner) => T['owner'] = owner => owner as T['owner'], // the overload without `key` demands it
  ): Promise<LoadedOwners<TOwner, LoadedImageSet<T['record']>>> {
    const asked = requireArray(this.#definition.table, 'load', 'owners', owners)
    return pairOwners(asked, await loadSingle(this.#definition, asked.map(key)))
  }

  /**
   * The image of one size of each of many owners, or `undefined`, to render from without I/O: one query, which reads no
   * other sizes. For lists; the image is the same as `load` and `thumbnail` give. Rows that do not hold the owner columns
   * need `key`, which takes them out.
   */
  loadThumbnails<TOwner extends T['owner']>(
    owners: readonly TOwner[],
    request: SizeRequest,
  ): Promise<LoadedOwners<TOwner, Image<T['record']> | undefined>>
  loadThumbnails<TOwner>(
    owners: readonly TOwner[],
    request: SizeRequest,
    key: (owner: TOwner) => T['owner'],
  ): Promise<LoadedOwners<TOwner, Image<T['record']> | undefined>>
  async loadThumbnails<TOwner>(
    owners: readonly TOwner[],
    request: SizeRequest,
    key: (owner: TOwner) => T['owner'] = owner => owner as T['owner'], // the overload without `key` demands it
  ): Promise<LoadedOwners<TOwner, Image<T['record']> | undefined>> {
    const asked = requireArray(this.#definition.table, 'loadThumbnails', 'owners', owners)
    const images = await loadThumbnails(this.#definition, asked.map(key), request)
    return pairOwners(
      asked,
      images.map(([image]) => image),
    )
  }

  /**
   * A snapshot of an owner's set from rows that the application fetched itself, with all their columns: no query.
   *
   * @throws RangeError when they belong to several owners
   */
  async fromRows(rows: readonly T['record'][]): Promise<LoadedImageSet<T['record']>> {
    const [set, another] = await setsOfRecords(this.#definition, rows)
    if (!another) return set ?? loadSet(this.#definition, [])
    throw new RangeError(
      `${this.#definition.table.name}: these are rows of several owners; call fromRows for each of them`,
    )
  }

  /**
   * Decodes and stores an image before its owner exists, or before a transaction begins; `attach` then only writes
   * rows. Outside a transaction.
   *
   * @throws {@link InvalidImageError} with a `reason` when it is no acceptable image
   */
  prepare(input: ImageInput, options: AttachOptions<T['columns']> = {}): Promise<PreparedImage> {
    return prepareImage(this.#definition, input, options)
  }

  /** Plans to move the images of this attachment alone from one store to another; as `images.migrate`. */
  migrate(options: MigrationOptions): MigrationPlan {
    const { services, table } = this.#definition
    return MigrationPlan.of(services, () => [table], options)
  }

  /**
   * Lets a browser upload a file straight to the store, to a place that nothing shows. The store enforces type, length
   * and time; an upload that is never prepared goes within hours. Outside a transaction.
   *
   * @throws {@link UnsupportedMimeTypeError} when such a file could not be attached
   */
  presignUpload(options: UploadOptions): Promise<Upload> {
    return presignUpload(this.#definition, options)
  }

  /**
   * As `prepare`, of a file that a browser has uploaded: it is read within the limits, decoded, and stored at a path of
   * its own; what was uploaded is deleted, unless the store failed, so that trying again may help. Outside a transaction.
   *
   * @param token - that of {@link Upload}; it may come back from the browser
   * @throws {@link InvalidImageError} with a `reason` when it is no acceptable image, or not of the type it was to be
   * @throws {@link PreparedExpiredError} when there is no such upload, or no longer
   * @throws {@link FileNotFoundError} when nothing has arrived yet
   */
  prepareUpload(token: string, options: PrepareUploadOptions<T['columns']> = {}): Promise<PreparedImage> {
    return prepareUpload(this.#definition, token, options)
  }

  /** Removes the images of these owners in one transaction; returns how many there were. */
  removeFor(owners: readonly T['owner'][]): Promise<number> {
    return removeOwners(this.#definition, owners)
  }
}
