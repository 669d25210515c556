import { mariadb } from './mariadb.js'
import { postgres } from './postgres.js'
import type { SqlDialect } from './sql-dialect.js'
import { sqlite } from './sqlite.js'

/** The names by which an application can say what its database is. */
export type DialectName = SqlDialect['name']

/** The dialects by name. */
export const dialects: Readonly<Record<DialectName, SqlDialect>> = { sqlite, postgres, mariadb }
