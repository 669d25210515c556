import type { ColumnType } from 'kysely'

/**
 * The columns that every image table has, for the `DB` interface of an application. They can be selected and deleted;
 * inserting or updating them by hand does not compile, since only ImageAttach writes them.
 *
 * ```ts
 * import type { ImageColumns } from '@imageattach/kysely'
 *
 * export interface Database {
 *   user: { id: number; name: string }
 *   user_picture: ImageColumns & { user_id: number }
 * }
 * ```
 */
export interface ImageColumns {
  /** Pixels. */
  readonly width: ReadOnly<number>
  /** Pixels. */
  readonly height: ReadOnly<number>
  readonly mimetype: ReadOnly<string>
  /** SQLite and MariaDB return 0 or 1. */
  readonly original: ReadOnly<boolean | number>
  /** SQLite returns text. */
  readonly created_at: ReadOnly<Date | string>
  readonly path: ReadOnly<string>
  readonly source: ReadOnly<string>
  readonly store: ReadOnly<string>
  readonly variant: ReadOnly<string>
  /** PostgreSQL returns text. */
  readonly byte_size: ReadOnly<number | string | bigint | null>
  readonly checksum: ReadOnly<string | null>
  readonly placeholder: ReadOnly<string | null>
  readonly filename: ReadOnly<string | null>
  /** JSON text. */
  readonly metadata: ReadOnly<string | null>
}

/** Selected, never inserted or updated by the application. */
type ReadOnly<TValue> = ColumnType<TValue, never, never>
