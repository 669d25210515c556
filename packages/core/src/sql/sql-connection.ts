import type { SqlStatement } from './sql-text.js'

/** What a statement gave. */
export interface SqlResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Rows inserted, updated or deleted, where the driver tells. For MariaDB: found rather than changed rows. */
  readonly affected: number
}

/** All that an ORM must be able to do: run a statement, on the connection or transaction that it stands for. */
export interface SqlConnection {
  /** Rejects with the error of the driver itself, whose code tells conflicts and duplicate keys. */
  execute(statement: SqlStatement): Promise<SqlResult>
}
