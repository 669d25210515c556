import { mariadb, postgres, type SqlDialect, sqlite } from '@imageattach/core/sql'
import { type Kysely, MysqlAdapter, PostgresAdapter, SqliteAdapter } from 'kysely'

/** The names by which an application can say what its database is. */
export type DialectName = SqlDialect['name']

const dialects: Readonly<Record<DialectName, SqlDialect>> = { sqlite, postgres, mariadb }

/**
 * What the database is, by the adapter of the Kysely dialect: the only use of `getExecutor`, which Kysely marks
 * internal. Third-party dialects whose adapter extends none of Kysely's must be named.
 */
export function sqlDialectOf<DB>(db: Kysely<DB>, name: DialectName | undefined): SqlDialect {
  if (name !== undefined) return dialects[name]
  const { adapter } = db.getExecutor()
  if (adapter instanceof SqliteAdapter) return sqlite
  if (adapter instanceof PostgresAdapter) return postgres
  if (adapter instanceof MysqlAdapter) return mariadb
  throw new TypeError("This Kysely dialect is not known: pass dialect: 'sqlite', 'postgres' or 'mariadb'")
}
