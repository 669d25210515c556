import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FileSystemStore } from '@imageattach/store-fs'
import type { Kysely } from 'kysely'
import { type Database, openDatabase } from './database.js'
import { type Images, openImages } from './images.js'
import { Journal } from './journal.js'
import type { ResizerName } from './protocol.js'

/** Everything that the routes work with. */
export interface Playground extends AsyncDisposable {
  readonly db: Kysely<Database>
  readonly store: FileSystemStore
  /** Where the store keeps its files. */
  readonly folder: string
  readonly images: Readonly<Record<ResizerName, Images>>
  readonly journal: Journal
}

export interface PlaygroundOptions {
  /** The folder of the database and of the files; made if it is absent. */
  readonly data: string
  /** Seconds. Default 60: long enough to be seen, short enough to be waited for. */
  readonly keepRetired?: number
}

export async function openPlayground({ data, keepRetired = 60 }: PlaygroundOptions): Promise<Playground> {
  const folder = join(data, 'files')
  await mkdir(folder, { recursive: true })
  const db = await openDatabase(join(data, 'playground.db'))
  const store = new FileSystemStore({ name: 'local', path: folder, baseUrl: '/files/' })
  const images = {
    sharp: openImages({ db, store, keepRetired, resizer: 'sharp' }),
    jimp: openImages({ db, store, keepRetired, resizer: 'jimp' }),
  }
  return {
    db,
    store,
    folder,
    images,
    journal: new Journal(),
    async [Symbol.asyncDispose]() {
      for (const { images: attached } of Object.values(images)) await attached.settled()
      await db.destroy()
    },
  }
}
