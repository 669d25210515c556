import { type AttachOptions, replaceWith, stageOriginal } from './attach-original.js'
import type { AttachmentDefinition } from './attachment-definition.js'
import { PreparedExpiredError } from './errors.js'
import type { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import type { ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import { imageOf } from './read-set.js'
import type { StagedImage } from './staged-image.js'
import type { Size } from './thumbnail-size.js'
import { unitOfWork } from './unit-of-work.js'

/**
 * An image that is decoded and stored, with its thumbnails, and has no row yet. It waits an hour to be attached, once;
 * then its files are garbage and go. A transaction that attaches it and is rolled back may attach it again.
 */
export class PreparedImage {
  readonly #files: readonly StagedImage[]

  private constructor(files: readonly StagedImage[]) {
    this.#files = files
  }

  /** For core only. */
  static of(files: readonly StagedImage[]): PreparedImage {
    return new PreparedImage(files)
  }

  /** For core only: the files of a prepared image. */
  static filesOf(prepared: PreparedImage): readonly StagedImage[] {
    return prepared.#files
  }

  /** Upright pixels of the original. */
  get size(): Size {
    const { width = 0, height = 0 } = this.#files[0]?.row ?? {}
    return { width, height }
  }

  /** The type of the original. */
  get mimetype(): string {
    return this.#files[0]?.row.mimetype ?? ''
  }

  /** Length of the original in bytes. */
  get byteSize(): number {
    return this.#files[0]?.row.byteSize ?? 0
  }
}

/** Decodes and stores an image before its owner exists, outside any transaction. */
export async function prepareImage<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  input: ImageInput,
  options: AttachOptions<T['columns']>,
): Promise<PreparedImage> {
  const unit = unitOfWork(definition.services, definition.table, definition.handle)
  const claim = { mimetype: options.mimetype }
  return PreparedImage.of(await stageOriginal(definition, unit, undefined, input, claim, options))
}

/**
 * Writes the rows of a prepared image, in the place of the set's old ones: a few statements and no other I/O.
 *
 * @throws {@link PreparedExpiredError} when it was attached before, has expired, or belongs to another table
 */
export async function attachPrepared<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  prepared: PreparedImage,
): Promise<Image<T['record']>> {
  const { services, table, handle } = definition
  const files = PreparedImage.filesOf(prepared)
  if (files[0]?.table !== table.sqlName) {
    throw new PreparedExpiredError(`${table.name}: this image was prepared for table ${files[0]?.table}`)
  }
  const unit = unitOfWork(services, table, handle)
  // The files belong to their lease, not to this transaction: a rollback leaves them to be attached again.
  const row = await unit.write((session, touched) => replaceWith({ session, table, key, touched }, files))
  services.emit({ type: 'attached', table: table.name, key, bound: unit.bound })
  return imageOf(definition, row as ImageRow<T['record']>) // the adapter's rows are its records
}
