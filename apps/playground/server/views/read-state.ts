import { defaultLimits } from '@imageattach/core'
import type { Playground } from '../playground.js'
import type { State } from '../protocol.js'
import { readChanges } from './read-changes.js'
import { readFiles } from './read-files.js'
import { readPhotos, readPicture } from './read-sets.js'
import { readStores } from './read-stores.js'
import { readTables } from './read-tables.js'

/** Everything that the page shows. */
export async function readState(playground: Playground): Promise<State> {
  const changes = await readChanges(playground)
  const { failures, ...compared } = await readFiles(playground)
  return {
    stores: readStores(playground, failures),
    picture: await readPicture(playground),
    photos: await readPhotos(playground),
    tables: await readTables(playground),
    ...compared,
    changes,
    migration: playground.migration.view,
    log: playground.journal.entries,
    maxBytes: defaultLimits.maxBytes,
  }
}
