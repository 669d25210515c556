import type { AttachmentDefinition } from './attachment-definition.js'
import { findSize } from './find-size.js'
import type { Image } from './image.js'
import { imageMaker } from './image-maker.js'
import { currentRows, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { loadRows } from './load-rows.js'
import { groupBySet } from './read-set.js'
import { checkSizeRequest, type SizeRequest } from './thumbnail-size.js'

/**
 * The image of one size of each set of each owner, in the order of the owners and of the discriminators: one query,
 * which reads no other sizes. Sets without such an image are left out.
 */
export async function loadThumbnails<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
  request: SizeRequest,
): Promise<readonly (readonly Image<T['record']>[])[]> {
  checkSizeRequest(request)
  const rowsOfOwners = await rowsOfSize(definition, owners, request)
  const maker = await imageMaker(definition, rowsOfOwners.flat())
  return rowsOfOwners.map(rows => rows.map(row => maker.make(row)))
}

/** At most one row of each set. */
async function rowsOfSize<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
  request: SizeRequest,
): Promise<readonly (readonly ImageRow<T['record']>[])[]> {
  const { table } = definition
  // Which size a ratio means depends on each original. A side tells by itself: of several images that have it, the
  // smallest is closest to the original's proportions, since sizes are truncated, never rounded up.
  const side = request.ratio === undefined ? request : undefined
  const rowsOfOwners = await loadRows(definition, owners, side)
  return rowsOfOwners.map(rows => {
    if (side && rows.length < 2) return rows
    const sets = groupBySet(table, rows).map(set => (side ? set : currentRows(set)))
    return sets.flatMap(set => findSize(set, request) ?? [])
  })
}
