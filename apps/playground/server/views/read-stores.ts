import type { Playground } from '../playground.js'
import type { StoreView } from '../protocol.js'

/** The stores to choose from. */
export function readStores({ stores, images }: Playground): readonly StoreView[] {
  const chosen = images.sharp.images.stores.getDefault()
  return stores.all.map(({ name, store }) => ({ name, isDefault: store === chosen }))
}
