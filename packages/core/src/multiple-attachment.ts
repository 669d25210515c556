import type { AttachOptions } from './attach-original.js'
import { type AttachmentDefinition, keyOf } from './attachment-definition.js'
import type { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import type { ImageTypes } from './image-types.js'
import { type LoadedOwners, loadMultiple, pairOwners, setsOfRecords } from './load-sets.js'
import { loadThumbnails } from './load-thumbnails.js'
import type { LoadedImageSet } from './loaded-image-set.js'
import { type MigrationOptions, MigrationPlan } from './migration-plan.js'
import { MultipleImageSet } from './multiple-image-set.js'
import { type PreparedImage, prepareImage } from './prepared-image.js'
import { removeOwners } from './remove-owners.js'
import { requireArray } from './require-array.js'
import type { SizeRequest } from './thumbnail-size.js'
import { type PrepareUploadOptions, prepareUpload, presignUpload, type Upload, type UploadOptions } from './upload.js'

/** Several images, each with its thumbnails, for each owner, told apart by discriminator columns. */
export class MultipleAttachment<T extends ImageTypes = ImageTypes> {
  readonly #definition: AttachmentDefinition<T>

  /** Made by `images.attachment(…)`. */
  constructor(definition: AttachmentDefinition<T>) {
    this.#definition = definition
  }

  /** The same attachment, its verbs bound to a transaction of the application. */
  using(handle: T['handle']): MultipleAttachment<T> {
    return new MultipleAttachment({ ...this.#definition, handle })
  }

  /**
   * The sets of an owner: a handle that asks nothing yet, and whose verbs reject while the owner is not saved.
   *
   * @throws {@link OwnerKeyError} for an unusable key
   */
  of(owner: T['owner']): MultipleImageSet<T> {
    return new MultipleImageSet(this.#definition, keyOf(this.#definition, owner))
  }

  /**
   * Snapshots of the sets of many owners in the order of their discriminators, from one query for any number of
   * owners. Rows that do not hold the owner columns need `key`, which takes them out.
   */
  load<TOwner extends T['owner']>(
    owners: readonly TOwner[],
  ): Promise<LoadedOwners<TOwner, readonly LoadedImageSet<T['record']>[]>>
  load<TOwner>(
    owners: readonly TOwner[],
    key: (owner: TOwner) => T['owner'],
  ): Promise<LoadedOwners<TOwner, readonly LoadedImageSet<T['record']>[]>>
  async load<TOwner>(
    owners: readonly TOwner[],
    key: (owner: TOwner) => T['owner'] = owner => owner as T['owner'], // the overload without `key` demands it
  ): Promise<LoadedOwners<TOwner, readonly LoadedImageSet<T['record']>[]>> {
    const asked = requireArray(this.#definition.table, 'load', 'owners', owners)
    return pairOwners(asked, await loadMultiple(this.#definition, asked.map(key)))
  }

  /**
   * The images of one size of all sets of many owners, in the order of the discriminators, to render from without I/O:
   * one query, which reads no other sizes. Sets that have none are left out. Rows that do not hold the owner columns need
   * `key`, which takes them out.
   */
  loadThumbnails<TOwner extends T['owner']>(
    owners: readonly TOwner[],
    request: SizeRequest,
  ): Promise<LoadedOwners<TOwner, readonly Image<T['record']>[]>>
  loadThumbnails<TOwner>(
    owners: readonly TOwner[],
    request: SizeRequest,
    key: (owner: TOwner) => T['owner'],
  ): Promise<LoadedOwners<TOwner, readonly Image<T['record']>[]>>
  async loadThumbnails<TOwner>(
    owners: readonly TOwner[],
    request: SizeRequest,
    key: (owner: TOwner) => T['owner'] = owner => owner as T['owner'], // the overload without `key` demands it
  ): Promise<LoadedOwners<TOwner, readonly Image<T['record']>[]>> {
    const asked = requireArray(this.#definition.table, 'loadThumbnails', 'owners', owners)
    const images = await loadThumbnails(this.#definition, asked.map(key), request)
    return pairOwners(asked, images)
  }

  /**
   * Snapshots of the sets of an owner, in the order of their discriminators, from rows that the application fetched
   * itself, with all their columns: no query.
   */
  fromRows(rows: readonly T['record'][]): Promise<readonly LoadedImageSet<T['record']>[]> {
    return setsOfRecords(this.#definition, rows)
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
