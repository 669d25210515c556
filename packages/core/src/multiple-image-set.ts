import type { AttachmentDefinition } from './attachment-definition.js'
import type { Image } from './image.js'
import { currentRows, type ImageRow } from './image-row.js'
import { ImageSet } from './image-set.js'
import { checkKey } from './image-table.js'
import type { ImageTypes } from './image-types.js'
import { type Key, keyMatches } from './key.js'
import { filterRows, groupBySet, type ImageFilter, imageOf } from './read-set.js'
import { removeSetsOf } from './remove-owners.js'
import { unitOfWork } from './unit-of-work.js'

/** Which sets of an owner, and in what order. */
export interface ImageSetFilter<TDiscriminator extends object = object> {
  /** Only sets with these discriminator values. */
  readonly where?: Partial<TDiscriminator>
  /** Default false: the lowest discriminator first. */
  readonly descending?: boolean
}

/** Several sets of one owner, told apart by discriminator columns: a handle, as {@link ImageSet} is. */
export class MultipleImageSet<T extends ImageTypes = ImageTypes> implements AsyncIterable<ImageSet<T>> {
  readonly #definition: AttachmentDefinition<T>
  readonly #key: Key | (() => Key)

  /** Made by attachments. A key that is a function is asked anew by each verb: its owner may be saved in between. */
  constructor(definition: AttachmentDefinition<T>, key: Key | (() => Key)) {
    this.#definition = definition
    this.#key = key
  }

  /** Owner values. Throws {@link UnsavedOwnerError} while the owner has no key. */
  get key(): Key {
    return typeof this.#key === 'function' ? this.#key() : this.#key
  }

  /** The same sets, their verbs bound to a transaction of the application. */
  using(handle: T['handle']): MultipleImageSet<T> {
    return new MultipleImageSet({ ...this.#definition, handle }, this.#key)
  }

  /**
   * One set; it may be empty yet.
   *
   * @throws {@link OwnerKeyError} at once for a discriminator that is unknown or missing
   */
  getImageSet(discriminator: T['discriminator']): ImageSet<T> {
    const { table } = this.#definition
    const values = checkKey(table, table.discriminator, { ...discriminator } as Key, 'discriminator') // checked here
    return new ImageSet(this.#definition, () => ({ ...this.key, ...values }))
  }

  /** The sets that have an original, in the order of their discriminators: one query. */
  async imageSets(filter: ImageSetFilter<T['discriminator']> = {}): Promise<readonly ImageSet<T>[]> {
    const sets = await this.#sets(filter)
    return sets.flatMap(([row]) => (row ? [new ImageSet<T>(this.#definition, row.key)] : []))
  }

  /** The images of all sets, set after set. */
  async images(filter: ImageFilter = {}): Promise<readonly Image<T['record']>[]> {
    const rows = (await this.#sets({})).flatMap(set => filterRows(set, filter))
    return Promise.all(rows.map(row => imageOf(this.#definition, row)))
  }

  /** How many sets have an original. */
  async count(filter: ImageSetFilter<T['discriminator']> = {}): Promise<number> {
    return (await this.#sets(filter)).length
  }

  /** The sets of {@link MultipleImageSet.imageSets}, one after the other. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ImageSet<T>, void, undefined> {
    yield* await this.imageSets()
  }

  /** Removes all sets of the owner; returns how many images there were. The files go after the commit. */
  async remove(): Promise<number> {
    return removeSetsOf(this.#definition, [this.key])
  }

  async #sets(filter: ImageSetFilter<T['discriminator']>): Promise<readonly (readonly ImageRow<T['record']>[])[]> {
    const { services, table, handle } = this.#definition
    const where = checkPartial(table.discriminator, { ...filter.where } as Key)
    const rows = await unitOfWork(services, table, handle).session.find(table, this.key)
    const sets = groupBySet(table, rows as readonly ImageRow<T['record']>[]) // the adapter's rows are its records
      .map(currentRows)
      .filter(set => set.some(row => row.original && keyMatches(where, row.key)))
    return filter.descending ? sets.reverse() : sets
  }
}

function checkPartial(columns: readonly { readonly name: string }[], where: Key): Key {
  const unknown = Object.keys(where).find(name => !columns.some(column => column.name === name))
  if (unknown === undefined) return where
  throw new TypeError(
    `"${unknown}" is no discriminator column; there are ${columns.map(column => column.name).join(', ')}`,
  )
}
