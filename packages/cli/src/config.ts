import type { ImageAttach } from '@imageattach/core'

/** The images of an application, as commands use them: what every adapter makes, whatever its ORM. */
export type CommandImages = Pick<
  ImageAttach<unknown>,
  'migrate' | 'planUpgrade' | 'prune' | 'purge' | 'reap' | 'settled' | 'stores' | 'sweep' | 'verify'
>

/** What `imageattach.config.ts` says. */
export interface ImageAttachConfig {
  /**
   * What `kyselyImages`, `typeormImages` or `objectionImages` made, connected, with all its attachments: a table that
   * has none is not looked at.
   */
  readonly images: CommandImages
  /** Closes the database when the command is done. Default: nothing is closed; the process ends all the same. */
  readonly close?: () => unknown
}

/** A configuration, or a function that makes one when a command needs it; it may connect first. */
export type ConfigSource = ImageAttachConfig | (() => ImageAttachConfig | Promise<ImageAttachConfig>)

/**
 * Gives what it is given: it is there for its types.
 *
 * ```ts
 * import { defineConfig } from '@imageattach/cli'
 * import { type ImageColumns, kyselyImages } from '@imageattach/kysely'
 * import { sharpResizer } from '@imageattach/sharp'
 * import { FileSystemStore } from '@imageattach/store-fs'
 * import SQLite from 'better-sqlite3'
 * import { Kysely, SqliteDialect } from 'kysely'
 *
 * interface Database {
 *   user_picture: ImageColumns & { user_id: number }
 * }
 *
 * const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: new SQLite('app.db') }) })
 * const store = new FileSystemStore({ path: 'pictures', baseUrl: '/pictures/' })
 * const images = kyselyImages({ db, store, resizer: sharpResizer() })
 * images.attachment('user_picture', { owner: ['user_id'] })
 *
 * export default defineConfig({ images, close: () => db.destroy() })
 * ```
 */
export function defineConfig(source: ConfigSource): ConfigSource {
  return source
}
