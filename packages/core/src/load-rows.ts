import type { AttachmentDefinition } from './attachment-definition.js'
import type { ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { type Key, keyId } from './key.js'
import type { Side } from './thumbnail-size.js'
import { unitOfWork } from './unit-of-work.js'

/** The rows of each owner, in the order of the owners: one query. With `side` as {@link RepositorySession.findMany}. */
export async function loadRows<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  owners: readonly T['owner'][],
  side?: Side,
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
  const rows = await unitOfWork(services, table, handle).session.findMany(table, keys, side)
  // The adapter's rows are its records.
  for (const row of rows as readonly ImageRow<T['record']>[]) rowsById.get(keyId(row.key, names))?.push(row)
  return rowsOfOwners
}
