import {
  type AttachmentDefinition,
  type AttachOptions,
  type ImageInput,
  ImageSet,
  type ImageTypes,
  type Key,
  keyOf,
  MultipleAttachment,
  MultipleImageSet,
  SingleAttachment,
  UnsavedOwnerError,
} from '@imageattach/core'
import type { PendingImages } from './pending-images.js'
import type { TypeormHandle } from './typeorm-types.js'

type Types = ImageTypes & { readonly handle: TypeormHandle }

/** What the sets of one attachment share here. */
interface Context<T extends Types> {
  readonly definition: AttachmentDefinition<T>
  readonly pending: PendingImages
  /** Whether the database has this owner, which has a key. */
  isSaved(owner: T['owner'], handle: TypeormHandle | undefined): Promise<boolean>
}

/** As {@link SingleAttachment}, and owners need not be saved yet. */
export class TypeormAttachment<T extends Types = Types> extends SingleAttachment<T> {
  readonly #context: Context<T>

  constructor(context: Context<T>) {
    super(context.definition)
    this.#context = context
  }

  override using(handle: TypeormHandle): TypeormAttachment<T> {
    return new TypeormAttachment(bound(this.#context, handle))
  }

  override of(owner: T['owner']): TypeormImageSet<T> {
    return new TypeormImageSet(this.#context, owner, keyOf(this.#context.definition, owner))
  }
}

/** As {@link MultipleAttachment}, and owners need not be saved yet. */
export class TypeormMultipleAttachment<T extends Types = Types> extends MultipleAttachment<T> {
  readonly #context: Context<T>

  constructor(context: Context<T>) {
    super(context.definition)
    this.#context = context
  }

  override using(handle: TypeormHandle): TypeormMultipleAttachment<T> {
    return new TypeormMultipleAttachment(bound(this.#context, handle))
  }

  override of(owner: T['owner']): TypeormMultipleImageSet<T> {
    return new TypeormMultipleImageSet(this.#context, owner, keyOf(this.#context.definition, owner))
  }
}

/** As {@link ImageSet}, and the owner need not be saved yet. */
export class TypeormImageSet<T extends Types = Types> extends ImageSet<T> {
  readonly #context: Context<T>
  readonly #owner: T['owner']
  readonly #key: Key | (() => Key)

  constructor(context: Context<T>, owner: T['owner'], key: Key | (() => Key)) {
    super(context.definition, key)
    this.#context = context
    this.#owner = owner
    this.#key = key
  }

  override using(handle: TypeormHandle): TypeormImageSet<T> {
    return new TypeormImageSet(bound(this.#context, handle), this.#owner, this.#key)
  }

  /**
   * Decodes and stores an image now, and attaches it when the owner is saved, in the same transaction. Only for owners
   * that are not saved yet. One that is not saved within an hour leaves nothing behind.
   *
   * @throws `TypeError` when the owner is saved already: use `fromBlob`; also when it was saved before this was done
   * @throws {@link InvalidImageError} with a `reason` when it is no acceptable image
   */
  async attachOnSave(input: ImageInput, options: AttachOptions<T['columns']> = {}): Promise<void> {
    const { definition, pending } = this.#context
    if (await this.#isSaved()) {
      throw new TypeError(`${definition.table.name}: the owner is saved already: use fromBlob(input)`)
    }
    const prepared = await new SingleAttachment(definition).prepare(input, options)
    if (await this.#isSaved()) {
      throw new TypeError(
        `${definition.table.name}: the owner was saved before its image was ready: await attachOnSave(input) before you save`,
      )
    }
    pending.add(this.#owner, manager => this.using(manager).attach(prepared))
  }

  /** Applications may make keys themselves, before they save. */
  async #isSaved(): Promise<boolean> {
    return this.#hasKey() && this.#context.isSaved(this.#owner, this.#context.definition.handle)
  }

  #hasKey(): boolean {
    try {
      return this.key !== undefined
    } catch (error) {
      if (error instanceof UnsavedOwnerError) return false
      throw error
    }
  }
}

/** As {@link MultipleImageSet}, and the owner need not be saved yet. */
export class TypeormMultipleImageSet<T extends Types = Types> extends MultipleImageSet<T> {
  readonly #context: Context<T>
  readonly #owner: T['owner']
  readonly #key: Key | (() => Key)

  constructor(context: Context<T>, owner: T['owner'], key: Key | (() => Key)) {
    super(context.definition, key)
    this.#context = context
    this.#owner = owner
    this.#key = key
  }

  override using(handle: TypeormHandle): TypeormMultipleImageSet<T> {
    return new TypeormMultipleImageSet(bound(this.#context, handle), this.#owner, this.#key)
  }

  override getImageSet(discriminator: T['discriminator']): TypeormImageSet<T> {
    const set = super.getImageSet(discriminator)
    return new TypeormImageSet(this.#context, this.#owner, () => set.key)
  }
}

function bound<T extends Types>(context: Context<T>, handle: TypeormHandle): Context<T> {
  return { ...context, definition: { ...context.definition, handle } }
}
