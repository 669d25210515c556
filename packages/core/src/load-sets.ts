import type { AttachmentDefinition } from './attachment-definition.js'
import { imageMaker } from './image-maker.js'
import { currentRows, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { loadRows } from './load-rows.js'
import { LoadedImageSet } from './loaded-image-set.js'
import { groupBySet } from './read-set.js'
import { requireArray } from './require-array.js'
import { rowsOfRecords } from './row-of-record.js'

/** What was loaded for each of many owners. */
export interface LoadedOwners<TOwner, TLoaded> {
  /** What was loaded for this owner, told by identity. Throws `RangeError` for one that was not asked for. */
  get(owner: TOwner): TLoaded
}

/** The snapshot of the set of each owner, in the order of the owners: one query. */
export async function loadSingle<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
): Promise<readonly LoadedImageSet<T['record']>[]> {
  const sets = (await loadRows(definition, owners)).map(currentRows)
  const maker = await imageMaker(definition, sets.flat())
  return sets.map(rows => new LoadedImageSet(rows, maker))
}

/** The snapshots of all sets of each owner, in the order of the owners: one query. */
export async function loadMultiple<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
): Promise<readonly (readonly LoadedImageSet<T['record']>[])[]> {
  const rowsOfOwners = await loadRows(definition, owners)
  const setsOfOwners = rowsOfOwners.map(rows => groupBySet(definition.table, rows).map(currentRows))
  const maker = await imageMaker(definition, setsOfOwners.flat(2))
  return setsOfOwners.map(sets => sets.map(rows => new LoadedImageSet(rows, maker)))
}

/** The snapshots of the sets that rows of the application belong to, in the order of their keys: no query. */
export async function setsOfRecords<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  records: readonly T['record'][],
): Promise<readonly LoadedImageSet<T['record']>[]> {
  const given = requireArray(definition.table, 'fromRows', 'rows', records)
  const rows = rowsOfRecords<object>(definition.table, given as readonly object[]) // rows are objects in every ORM
  const sets = groupBySet<ImageRow<T['record']>>(definition.table, rows).map(currentRows)
  const maker = await imageMaker(definition, sets.flat())
  return sets.map(current => new LoadedImageSet(current, maker))
}

/** The snapshot of one set from its current rows: no query. */
export async function loadSet<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  rows: readonly ImageRow<T['record']>[],
): Promise<LoadedImageSet<T['record']>> {
  return new LoadedImageSet(rows, await imageMaker(definition, rows))
}

/** Pairs owners with what was loaded for them. */
export function pairOwners<TOwner, TLoaded>(
  owners: readonly TOwner[],
  loaded: readonly TLoaded[],
): LoadedOwners<TOwner, TLoaded> {
  const byOwner = new Map(owners.map((owner, index) => [owner, loaded[index] as TLoaded])) // one for each owner
  return {
    get(owner) {
      if (byOwner.has(owner)) return byOwner.get(owner) as TLoaded
      throw new RangeError('This owner is not among those that were loaded; owners are told apart by identity')
    },
  }
}
