import type { Model } from 'objection'
import { ownerRelation } from './image-table.js'

/** What an attachment says of the key of an image model. */
export interface KeyOptions {
  readonly owner: string
  readonly discriminator?: readonly string[]
}

const keys = new WeakMap<typeof Model, KeyOptions>()

/** Tells {@link idColumns} the key of a model, whose relations may not exist yet. */
export function nameKey(ImageModel: typeof Model, options: KeyOptions): void {
  keys.set(ImageModel, options)
}

/**
 * The columns by which Objection tells rows of images apart: the primary key of their table. `id`, which the table does
 * not have, as long as there is no attachment.
 */
export function idColumns(ImageModel: typeof Model): string | string[] {
  const options = keyOf(ImageModel)
  if (!options) return 'id'
  const discriminator = options.discriminator ?? []
  return [
    ...ownerRelation(ImageModel, options.owner).ownerProp.cols,
    ...discriminator.map(name => ImageModel.propertyNameToColumnName(name)),
    ...['width', 'height', 'variant'],
  ]
}

/** A bound model extends the one that the attachment was made of. */
function keyOf(ImageModel: typeof Model): KeyOptions | undefined {
  const own = keys.get(ImageModel)
  const parent: unknown = Object.getPrototypeOf(ImageModel)
  return own ?? (typeof parent === 'function' ? keyOf(parent as typeof Model) : undefined)
}
