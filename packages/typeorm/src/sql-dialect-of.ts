import { dialects, type SqlDialect } from '@imageattach/core/sql'
import type { DataSource } from 'typeorm'

const dialectsByType: Readonly<Partial<Record<DataSource['options']['type'], SqlDialect>>> = {
  'better-sqlite3': dialects.sqlite,
  postgres: dialects.postgres,
  mariadb: dialects.mariadb,
  mysql: dialects.mariadb,
}

/** What the database is, by the `type` of its options. */
export function sqlDialectOf({ options: { type } }: DataSource): SqlDialect {
  const dialect = dialectsByType[type]
  if (dialect) return dialect
  throw new TypeError(`ImageAttach does not know ${type}; it works on ${Object.keys(dialectsByType).join(', ')}`)
}
