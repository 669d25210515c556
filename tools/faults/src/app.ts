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
  const options = { name: 'local', path: folder, baseUrl: '/files/' }
  const store = calls
    ? new FaultyStore(new FileSystemStore(options, faultyFileSystem(calls)), calls)
    : new FileSystemStore(options)
  const cleanupErrors: FileCleanupError[] = []
  const images = kyselyImages({
    db,
    store,
    resizer: new ShadeResizer(),
    keepRetired,
    onCleanupError: error => cleanupErrors.push(error),
  })
  const pictures = images.attachment('person_picture', { owner: ['person_id'] })
  return { db, images, pictures, store, cleanupErrors, close: () => db.destroy() }
}
