import type { Playground } from './playground.js'
import { readRows } from './views/read-rows.js'

/** Rows name their store, so it must be there as long as they do. */
export async function checkStores({ db, stores }: Playground): Promise<void> {
  const open = new Set<string>(stores.all.map(({ name }) => name))
  const missing = (await readRows({ db })).find(({ store }) => !open.has(store))
  if (!missing) return
  throw new Error(
    `Pictures of the playground are in the store "${missing.store}", which is not set up now: ` +
      'set PLAYGROUND_S3_BUCKET as it was, or start over with another folder in PLAYGROUND_DATA',
  )
}
