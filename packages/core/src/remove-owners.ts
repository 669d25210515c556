import type { AttachmentDefinition } from './attachment-definition.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import { groupBySet } from './read-set.js'
import { requireArray } from './require-array.js'
import { unitOfWork } from './unit-of-work.js'
import { removeSets } from './write-set.js'

/** Removes all sets of these owners in one transaction; returns how many images there were. */
export async function removeOwners<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
): Promise<number> {
  const keys = requireArray(definition.table, 'removeFor', 'owners', owners).map(owner => definition.ownerKey(owner))
  return removeSetsOf(definition, keys)
}

/** As {@link removeOwners}, by owner keys. */
export async function removeSetsOf<T extends ImageTypes>(
  { services, table, handle }: AttachmentDefinition<T>,
  owners: readonly Key[],
): Promise<number> {
  if (owners.length === 0) return 0
  const unit = unitOfWork(services, table, handle)
  const result = await unit.write(async (session, touched) => {
    const sets = groupBySet(table, await session.findMany(table, owners))
    const keys = sets.flatMap(([row]) => (row ? [row.key] : []))
    return removeSets({ session, table, touched }, keys)
  })
  for (const key of owners) services.emit({ type: 'removed', table: table.name, key, bound: unit.bound })
  return result
}
