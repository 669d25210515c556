import type { AttachmentDefinition } from './attachment-definition.js'
import type { Image } from './image.js'
import { currentRows, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { type Key, keyId } from './key.js'
import { type ImageMaker, LoadedImageSet } from './loaded-image-set.js'
import { groupBySet, imageOf } from './read-set.js'
import { rowsOfRecords } from './row-of-record.js'
import { storeOf } from './stored-row.js'
import { unitOfWork } from './unit-of-work.js'

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
  return sets.map(await snapshotMaker(definition, sets.flat()))
}

/** The snapshots of all sets of each owner, in the order of the owners: one query. */
export async function loadMultiple<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
): Promise<readonly (readonly LoadedImageSet<T['record']>[])[]> {
  const rowsOfOwners = await loadRows(definition, owners)
  const setsOfOwners = rowsOfOwners.map(rows => groupBySet(definition.table, rows).map(currentRows))
  const snapshot = await snapshotMaker(definition, setsOfOwners.flat(2))
  return setsOfOwners.map(sets => sets.map(snapshot))
}

/** The snapshots of the sets that rows of the application belong to, in the order of their keys: no query. */
export async function setsOfRecords<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  records: readonly T['record'][],
): Promise<readonly LoadedImageSet<T['record']>[]> {
  const rows = rowsOfRecords<object>(definition.table, records as readonly object[]) // rows are objects in every ORM
  const sets = groupBySet<ImageRow<T['record']>>(definition.table, rows).map(currentRows)
  return sets.map(await snapshotMaker(definition, sets.flat()))
}

/** The snapshot of one set from its current rows: no query. */
export async function loadSet<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  rows: readonly ImageRow<T['record']>[],
): Promise<LoadedImageSet<T['record']>> {
  const snapshot = await snapshotMaker(definition, rows)
  return snapshot(rows)
}

/** The rows of each owner, in the order of the owners. */
async function loadRows<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
): Promise<readonly (readonly ImageRow<T['record']>[])[]> {
  const { services, table, handle } = definition
  const names = table.owner.map(({ name }) => name)
  const keys: Key[] = []
  const rowsById = new Map<string, ImageRow<T['record']>[]>()
  const rowsOfOwners = owners.map(owner => {
    const key = definition.ownerKey(owner)
    const id = keyId(key, names)
    const known = rowsById.get(id)
    if (known) return known
    const rows: ImageRow<T['record']>[] = []
    rowsById.set(id, rows)
    keys.push(key)
    return rows
  })
  if (keys.length === 0) return []
  const rows = await unitOfWork(services, table, handle).session.findMany(table, keys)
  // The adapter's rows are its records.
  for (const row of rows as readonly ImageRow<T['record']>[]) rowsById.get(keyId(row.key, names))?.push(row)
  return rowsOfOwners
}

/**
 * What makes snapshots of the sets of these rows. What may fail or take time is done now: finding the stores, and
 * signing URLs. Images are made when they are asked for, since a page shows one of each set, and for thousands it counts.
 */
async function snapshotMaker<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  rows: readonly ImageRow<T['record']>[],
): Promise<(current: readonly ImageRow<T['record']>[]) => LoadedImageSet<T['record']>> {
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

  const maker: ImageMaker<T['record']> = {
    make: row => ready.get(row) ?? (imageOf(definition, row) as Image<T['record']>), // no promise, as `hasPlainUrls` says
  }
  return current => new LoadedImageSet(current, maker)
}

/** Pairs owners with what was loaded for them. */
export function pairOwners<TOwner, TLoaded>(
  owners: readonly TOwner[],
  loaded: readonly TLoaded[],
): LoadedOwners<TOwner, TLoaded> {
  const byOwner = new Map<TOwner, TLoaded | undefined>()
  for (const [index, owner] of owners.entries()) byOwner.set(owner, loaded[index])
  return {
    get(owner) {
      const found = byOwner.get(owner)
      if (found !== undefined) return found
      throw new RangeError('This owner is not among those that were loaded; owners are told apart by identity')
    },
  }
}
