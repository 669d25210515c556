import type { FileCleanupError, Store } from '@imageattach/core'
import { type KyselyAttachment, type KyselyImages, kyselyImages } from '@imageattach/kysely'
import { FileSystemStore } from '@imageattach/store-fs'
import type { Kysely } from 'kysely'
import type { Calls } from './calls.ts'
import { type DatabasePlace, openDatabase } from './database/open-database.ts'
import type { Database } from './database/tables.ts'
import { faultyFileSystem } from './faulty-file-system.ts'
import { FaultyStore } from './faulty-store.ts'
import { ShadeResizer } from './shade-resizer.ts'

/** Where a small application keeps its rows and its files. */
export interface AppPlace {
  readonly database: DatabasePlace
  readonly folder: string
  /** Seconds. */
  readonly keepRetired: number
}

/** A small application, freshly started. */
export interface App {
  readonly db: Kysely<Database>
  readonly images: KyselyImages<Database>
  readonly pictures: KyselyAttachment<Database, 'person_picture', 'person_id', readonly []>
  readonly store: Store
  readonly cleanupErrors: readonly FileCleanupError[]
  close(): Promise<void>
}

/** Starts the application; with `calls`, everything it asks of the outside is counted and may break. */
export async function openApp({ database, folder, keepRetired }: AppPlace, calls?: Calls): Promise<App> {
  const db = await openDatabase(database, calls)
  // Two names for one folder: what is moved from one to the other stays where everybody looks for it.
  const [store, other] = [openStore('local', folder, calls), openStore('second', folder, calls)]
  const cleanupErrors: FileCleanupError[] = []
  const images = kyselyImages({
    db,
    store,
    stores: [other],
    resizer: new ShadeResizer(),
    keepRetired,
    onCleanupError: error => cleanupErrors.push(error),
  })
  const pictures = images.attachment('person_picture', { owner: ['person_id'] })
  return { db, images, pictures, store, cleanupErrors, close: () => db.destroy() }
}

function openStore(name: string, path: string, calls: Calls | undefined): Store {
  const options = { name, path, baseUrl: '/files/' }
  if (!calls) return new FileSystemStore(options)
  return new FaultyStore(new FileSystemStore(options, faultyFileSystem(calls)), calls)
}
