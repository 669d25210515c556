import type { AttachmentDefinition } from './attachment-definition.js'
import { currentRows, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { keyId } from './key.js'
import { LoadedImageSet } from './loaded-image-set.js'
import { filterRows, groupBySet, imageOf } from './read-set.js'
import { rowsOfRecords } from './row-of-record.js'
import { unitOfWork } from './unit-of-work.js'

/** What was loaded for each of many owners. */
export interface LoadedOwners<TOwner, TLoaded> {
  /** What was loaded for this owner, told by identity. Throws `RangeError` for one that was not asked for. */
  get(owner: TOwner): TLoaded
}

/** The snapshots of all sets of each owner, in the order of the owners: one query. */
export async function loadSets<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
): Promise<readonly (readonly LoadedImageSet<T['record']>[])[]> {
  const { services, table, handle } = definition
  const names = table.owner.map(({ name }) => name)
  const keys = owners.map(owner => definition.ownerKey(owner))
  const ids = keys.map(key => keyId(key, names))
  const unique = [...new Map(keys.map((key, index) => [ids[index], key])).values()]
  const rows = unique.length === 0 ? [] : await unitOfWork(services, table, handle).session.findMany(table, unique)
  const byOwner = new Map<string, ImageRow<T['record']>[]>()
  for (const row of rows as readonly ImageRow<T['record']>[]) {
    const id = keyId(row.key, names)
    const found = byOwner.get(id)
    if (found) found.push(row)
    else byOwner.set(id, [row])
  }
  const loaded = ids.map(id => {
    const found = byOwner.get(id) ?? []
    const sets = table.discriminator.length > 0 ? groupBySet(table, found) : [found]
    return whenAll(sets.filter(set => set.length > 0).map(set => loadedSet(definition, set)))
  })
  return whenAll(loaded)
}

/** The snapshots of the sets that rows of the application belong to, in the order of their keys: no query. */
export async function setsOfRecords<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  records: readonly T['record'][],
): Promise<readonly LoadedImageSet<T['record']>[]> {
  const rows = rowsOfRecords<object>(definition.table, records as readonly object[]) // rows are objects in every ORM
  return whenAll(groupBySet(definition.table, rows).map(set => loadedSet<T>(definition, set)))
}

function loadedSet<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  set: readonly ImageRow<T['record']>[],
): LoadedImageSet<T['record']> | Promise<LoadedImageSet<T['record']>> {
  const images = whenAll(filterRows(currentRows(set), {}).map(row => imageOf(definition, row)))
  return images instanceof Promise ? images.then(all => new LoadedImageSet(all)) : new LoadedImageSet(images)
}

/** All values; a promise only if one of them is one, since thousands of needless promises cost more than the values. */
function whenAll<TValue>(
  values: readonly (TValue | Promise<TValue>)[],
): readonly TValue[] | Promise<readonly TValue[]> {
  const known = values.filter((value): value is TValue => !(value instanceof Promise))
  return known.length === values.length ? known : Promise.all(values)
}

/** Pairs owners with what was loaded for them. */
export function pairOwners<TOwner, TLoaded>(
  owners: readonly TOwner[],
  loaded: readonly TLoaded[],
): LoadedOwners<TOwner, TLoaded> {
  const byOwner = new Map(owners.map((owner, index) => [owner, loaded[index]]))
  return {
    get(owner) {
      const found = byOwner.get(owner)
      if (found !== undefined) return found
      throw new RangeError('This owner is not among those that were loaded; owners are told apart by identity')
    },
  }
}
