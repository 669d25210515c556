import type { AttachmentDefinition } from './attachment-definition.js'
import { currentRows, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import { LoadedImageSet } from './loaded-image-set.js'
import { filterRows, groupBySet, imageOf } from './read-set.js'
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
  const keys = owners.map(owner => definition.ownerKey(owner))
  const unique = [...new Map(keys.map(key => [ownerId(definition, key), key])).values()]
  const rows = keys.length === 0 ? [] : await unitOfWork(services, table, handle).session.findMany(table, unique)
  const setsByOwner = new Map<string, (readonly ImageRow<T['record']>[])[]>()
  for (const set of groupBySet(table, rows as readonly ImageRow<T['record']>[])) {
    const id = ownerId(definition, set[0]?.key ?? {})
    setsByOwner.set(id, [...(setsByOwner.get(id) ?? []), currentRows(set)])
  }
  return Promise.all(
    keys.map(key =>
      Promise.all(
        (setsByOwner.get(ownerId(definition, key)) ?? []).map(async set => {
          const images = filterRows(set, {}).map(row => imageOf(definition, row))
          return new LoadedImageSet(await Promise.all(images))
        }),
      ),
    ),
  )
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

function ownerId({ table }: Pick<AttachmentDefinition<ImageTypes>, 'table'>, key: Key): string {
  return JSON.stringify(table.owner.map(({ name }) => String(key[name])))
}
