export { type DialectName, dialects } from './dialects.js'
export { fencingAlone } from './fencing-alone.js'
export { mariadb } from './mariadb.js'
export { postgres } from './postgres.js'
export {
  type ColumnDefinition,
  defaultLedgerName,
  imageColumnDefinitions,
  imageIndexStatements,
  ledgerStatements,
} from './schema.js'
export type { SqlConnection, SqlResult } from './sql-connection.js'
export type { LockableInsert, SqlDialect } from './sql-dialect.js'
export { SqlSession } from './sql-session.js'
export type { SqlStatement, SqlText } from './sql-text.js'
export { sqlite } from './sqlite.js'
