import { mariadb, postgres, type SqlDialect, sqlite } from '@imageattach/core/sql'
import type { DataSource } from 'typeorm'

const dialects: Readonly<Partial<Record<DataSource['options']['type'], SqlDialect>>> = {
  'better-sqlite3': sqlite,
  postgres,
  mariadb,
  mysql: mariadb,
}

/** What the database is, by the `type` of its options. */
export function sqlDialectOf({ options: { type } }: DataSource): SqlDialect {
  const dialect = dialects[type]
  if (dialect) return dialect
  throw new TypeError(`ImageAttach does not know ${type}; it works on ${Object.keys(dialects).join(', ')}`)
}
