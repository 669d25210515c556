import { type DialectName, dialects, type SqlDialect } from '@imageattach/core/sql'
import { type Kysely, MysqlAdapter, PostgresAdapter, SqliteAdapter } from 'kysely'

/**
 * What the database is, by the adapter of the Kysely dialect: the only use of `getExecutor`, which Kysely marks
 * internal. Third-party dialects whose adapter extends none of Kysely's must be named.
 */
export function sqlDialectOf<DB>(db: Kysely<DB>, name: DialectName | undefined): SqlDialect {
  if (name !== undefined) return dialects[name]
  const { adapter } = db.getExecutor()
  if (adapter instanceof SqliteAdapter) return dialects.sqlite
  if (adapter instanceof PostgresAdapter) return dialects.postgres
  if (adapter instanceof MysqlAdapter) return dialects.mariadb
  throw new TypeError("This Kysely dialect is not known: pass dialect: 'sqlite', 'postgres' or 'mariadb'")
}
