import type { Playground } from '../playground.js'
import type { StoreView } from '../protocol.js'

/** The stores to choose from, and how to get the one that is not there. */
export function readStores(
  { stores, images }: Playground,
  failures: ReadonlyMap<string, string>,
): readonly StoreView[] {
  const chosen = images.sharp.images.stores.getDefault()
  const open = stores.all.map(({ name, store }) => ({
    name,
    isDefault: store === chosen,
    hint: null,
    failure: failures.get(name) ?? null,
  }))
  if (open.some(({ name }) => name === 's3')) return open
  return [
    ...open,
    { name: 's3', isDefault: false, hint: 'S3 needs PLAYGROUND_S3_BUCKET; see the README', failure: null },
  ]
}
