import type { KeyValue } from '../key.js'
import { errorCode, type SqlDialect } from './sql-dialect.js'
import { id, join, raw, sql } from './sql-text.js'

/** SQLite 3.35 or later (RETURNING). */
export const sqlite: SqlDialect = {
  name: 'sqlite',
  quote: identifier => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: () => '?',
  asText: expression => sql`cast(${expression} as text)`,
  timestampAsText: expression => sql`cast(${expression} as text)`,
  timestampsAreText: true,
  timestampParameter: text => text,
  listOf: values => sql`select value from json_each(${jsonArray(values)})`,
  now: sql`cast(strftime('%s', 'now') as integer)`,
  onConflictUpdate: (key, columns, unless) =>
    sql`on conflict (${join(key.map(name => id(name)))}) do update set ${join(
      columns.map(name => sql`${id(name)} = excluded.${id(name)}`),
    )}${unless ? sql` where not (${unless})` : raw('')}`,
  onConflictDoNothing: sql`on conflict do nothing`,
  looksBeforeDelete: false,
  deleteByKey: (table, where) => sql`delete from ${table} where ${where}`,
  updateByKey: (table, set, where) => sql`update ${table} set ${set} where ${where}`,
  // One writer at a time; how long another waits is the busy timeout of the application's connection.
  withLockTimeout: ({ into, values, rest }) => sql`insert ${into} ${values} ${rest}`,
  isConflict: error => errorCode(error).startsWith('SQLITE_BUSY') || errorCode(error).startsWith('SQLITE_LOCKED'),
  isDuplicate: error => /^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)$/.test(errorCode(error)),
  isMissingTable: error => error instanceof Error && error.message.includes('no such table'),
  isMissingColumn: error => error instanceof Error && /no such column|has no column named/.test(error.message),
  catalog: {
    columns: table => sql`select name as iacolumn from pragma_table_info(${pragmaArguments(table)}) order by cid`,
    indexes: table =>
      sql`select l.name as iaindex, l.origin = 'pk' as iaprimary, l."unique" as iaunique, i.name as iacolumn from pragma_index_list(${pragmaArguments(table)}) as l join pragma_index_info(${join([sql`l.name`, ...table.slice(0, -1)])}) as i order by l.seq, i.seqno`,
    definitions: table =>
      sql`select sql as iasql from ${schemaTable(table)} where lower(tbl_name) = lower(${table.at(-1)}) and sql is not null order by case type when 'table' then 0 when 'index' then 1 else 2 end, name`,
  },
}

/** The table, then the schema, where one is given. */
function pragmaArguments(table: readonly string[]): unknown {
  return join([...table].reverse())
}

function schemaTable(table: readonly string[]): unknown {
  return table.length > 1 ? sql`${id(...table.slice(0, -1))}.sqlite_master` : raw('sqlite_master')
}

/** JSON of any integers and texts; its integers have all their digits. */
function jsonArray(values: readonly KeyValue[]): string {
  return `[${values.map(value => (typeof value === 'string' ? JSON.stringify(value) : value)).join()}]`
}
