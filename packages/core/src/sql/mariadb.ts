import { errorCode, type SqlDialect } from './sql-dialect.js'
import { id, join, type SqlText, sql } from './sql-text.js'

const conflictCodes = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', '1213', '1205', '1020'])

/** MariaDB 10.6 or later (RETURNING). */
export const mariadb: SqlDialect = {
  name: 'mariadb',
  quote: identifier => `\`${identifier.replaceAll('`', '``')}\``,
  placeholder: () => '?',
  asText: expression => sql`cast(${expression} as char)`,
  timestampAsText: expression => sql`date_format(${expression}, '%Y-%m-%d %H:%i:%s.%f')`,
  timestampParameter: text => text,
  now: sql`unix_timestamp()`,
  // Unlike a plain insert this takes an exclusive lock at once; two shared ones would deadlock.
  onConflictUpdate: (_key, columns, unless) =>
    sql`on duplicate key update ${join(
      columns.map(name =>
        unless
          ? sql`${id(name)} = if(${unless}, ${id(name)}, values(${id(name)}))`
          : sql`${id(name)} = values(${id(name)})`,
      ),
    )}`,
  looksBeforeDelete: true,
  deleteByKey: (table, where) => sql`delete iarow from ${table} as iarow force index (primary) where ${where}`,
  updateByKey: (table, set, where) => sql`update ${table} force index (primary) set ${set} where ${where}`,
  transactionProbe: sql`select @@in_transaction as iaopen`,
  withLockTimeout: ({ into, values, rest }) =>
    sql`set statement innodb_lock_wait_timeout = 2 for insert ${into} ${values} ${rest}`,
  isConflict: error => conflictCodes.has(errorCode(error)),
  isDuplicate: error => ['ER_DUP_ENTRY', '1062'].includes(errorCode(error)),
  isMissingTable: error => ['ER_NO_SUCH_TABLE', '1146'].includes(errorCode(error)),
  isMissingColumn: error => ['ER_BAD_FIELD_ERROR', '1054'].includes(errorCode(error)),
  catalog: {
    columns: table =>
      sql`select column_name as iacolumn, datetime_precision as iaprecision from information_schema.columns where ${isTable(table)} order by ordinal_position`,
    indexes: table =>
      sql`select index_name as iaindex, index_name = 'PRIMARY' as iaprimary, non_unique = 0 as iaunique, column_name as iacolumn from information_schema.statistics where ${isTable(table)} order by index_name, seq_in_index`,
  },
}

function isTable(table: readonly string[]): SqlText {
  const [name, schema] = [...table].reverse()
  return sql`table_schema = ${schema === undefined ? sql`database()` : schema} and table_name = ${name}`
}
