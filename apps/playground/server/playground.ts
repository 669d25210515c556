import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { checkStores } from './check-stores.js'
import { type Database, openDatabase } from './database.js'
import { forgetMemory } from './forget-memory.js'
import { type Images, openImages } from './images.js'
import { Journal } from './journal.js'
import { Migration } from './migration.js'
import type { S3Settings } from './open-s3-store.js'
import type { ResizerName } from './protocol.js'
import { openStores, type Stores } from './stores.js'
import { Tasks } from './tasks.js'

/** Everything that the routes work with. */
export interface Playground extends AsyncDisposable {
  readonly db: Kysely<Database>
  readonly stores: Stores
  readonly images: Readonly<Record<ResizerName, Images>>
  readonly journal: Journal
  readonly tasks: Tasks
  readonly migration: Migration
}

export interface PlaygroundOptions {
  /** The folder of the database and of the files; made if it is absent. */
  readonly data: string
  /** Seconds. Default 60: long enough to be seen, short enough to be waited for. */
  readonly keepRetired?: number
  /** Default: there is no S3. */
  readonly s3?: S3Settings
}

export async function openPlayground({ data, keepRetired = 60, s3 }: PlaygroundOptions): Promise<Playground> {
  const stores = await openStores(data, s3)
  for (const { folder = data } of stores.all) await mkdir(folder, { recursive: true })
  const db = await openDatabase(join(data, 'playground.db'))
  const options = { db, stores: stores.all.map(({ store }) => store), keepRetired }
  const images = {
    sharp: openImages({ ...options, resizer: 'sharp' }),
    jimp: openImages({ ...options, resizer: 'jimp' }),
  }
  const playground = {
    db,
    stores,
    images,
    journal: new Journal(),
    tasks: new Tasks(),
    migration: new Migration(),
    async [Symbol.asyncDispose]() {
      await playground.migration.pause()
      for (const { images: attached } of Object.values(images)) await attached.settled()
      await db.destroy()
    },
  }
  try {
    await checkStores(playground)
    await forgetMemory(playground)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return playground
}
