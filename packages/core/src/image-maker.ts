import type { AttachmentDefinition } from './attachment-definition.js'
import type { Image } from './image.js'
import type { ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { imageOf } from './read-set.js'
import { storeOf } from './stored-row.js'

/** Makes the images of rows; whatever may fail or take time was done before. */
export interface ImageMaker<TRecord> {
  make(row: ImageRow<TRecord>): Image<TRecord>
}

/**
 * What makes images of these rows. What may fail or take time is done now: finding the stores, and signing URLs. Images
 * are made when they are asked for, since a page shows one of each set, and for thousands it counts.
 */
export async function imageMaker<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  rows: readonly ImageRow<T['record']>[],
): Promise<ImageMaker<T['record']>> {
  const { services, table } = definition
  const ready = new Map<ImageRow<T['record']>, Image<T['record']>>()
  const signed: Promise<unknown>[] = []
  for (const row of rows) {
    if (storeOf(services, table, row).hasPlainUrls) continue
    const image = imageOf(definition, row)
    if (image instanceof Promise) signed.push(image.then(made => ready.set(row, made)))
    else ready.set(row, image)
  }
  if (signed.length > 0) await Promise.all(signed)
  return {
    make: row => ready.get(row) ?? (imageOf(definition, row) as Image<T['record']>), // no promise, as `hasPlainUrls` says
  }
}
