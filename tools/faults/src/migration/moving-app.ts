import { join } from 'node:path'
import type { FileCleanupError } from '@imageattach/core'
import { type KyselyAttachment, type KyselyImages, kyselyImages } from '@imageattach/kysely'
import { FileSystemStore } from '@imageattach/store-fs'
import type { Kysely } from 'kysely'
import { openDatabase } from '../database/open-database.ts'
import type { Database } from '../database/tables.ts'
import { ShadeResizer } from '../shade-resizer.ts'

/** From where to where the pictures go. */
export const route = { from: 'old', to: 'new' } as const

/** An application whose pictures are moved from one folder to another. */
export interface MovingApp {
  readonly db: Kysely<Database>
  readonly images: KyselyImages<Database>
  readonly pictures: KyselyAttachment<Database, 'person_picture', 'person_id', readonly []>
  readonly cleanupErrors: readonly FileCleanupError[]
  close(): Promise<void>
}

/** Starts the application: a database of SQLite and two stores, all below one folder. */
export async function openMovingApp(home: string, keepRetired: number): Promise<MovingApp> {
  const db = await openDatabase({ engine: 'sqlite', file: join(home, 'app.db') })
  const [store, ...stores] = [route.from, route.to].map(
    name => new FileSystemStore({ name, path: join(home, name), baseUrl: `/${name}/` }),
  )
  const cleanupErrors: FileCleanupError[] = []
  const images = kyselyImages({
    db,
    ...(store ? { store } : {}),
    stores,
    resizer: new ShadeResizer(),
    keepRetired,
    onCleanupError: error => cleanupErrors.push(error),
  })
  const pictures = images.attachment('person_picture', { owner: ['person_id'] })
  return { db, images, pictures, cleanupErrors, close: () => db.destroy() }
}
