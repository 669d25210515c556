import type { ColumnType } from 'kysely'

/**
 * The ledger, for the `DB` interface of an application that wants to look into it. Reading is all it should do:
 * inserting or updating lines by hand does not compile.
 *
 * ```ts
 * import type { ImageColumns, LedgerTable } from '@imageattach/kysely'
 *
 * export interface Database {
 *   user_picture: ImageColumns & { user_id: number }
 *   imageattach_ledger: LedgerTable
 * }
 * ```
 */
export interface LedgerTable {
  readonly path: ColumnType<string, never, never>
  readonly store: ColumnType<string, never, never>
  /** `staged`, `retired` or `doomed`; `ns` on the line that holds the namespace. */
  readonly state: ColumnType<string, never, never>
  /** The table whose rows decide. */
  readonly tbl: ColumnType<string, never, never>
  /** JSON text, for files of SQLAlchemy-ImageAttach. */
  readonly legacy: ColumnType<string | null, never, never>
  /** Seconds since 1970; 0 on a line that no reaper has seen. PostgreSQL returns text. */
  readonly due: ColumnType<number | string | bigint, never, never>
  readonly tries: ColumnType<number, never, never>
}
