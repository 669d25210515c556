import { errorCode, type SqlDialect } from './sql-dialect.js'
import { id, join, raw, type SqlText, sql } from './sql-text.js'

/** Serialization failure, deadlock, lock timeout. */
const conflictCodes = new Set(['40001', '40P01', '55P03'])

/** PostgreSQL 13 or later. */
export const postgres: SqlDialect = {
  name: 'postgres',
  quote: identifier => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: index => `$${index}`,
  asText: expression => sql`cast(${expression} as text)`,
  // By way of the epoch, for which a timestamp without time zone is UTC, whatever the zone of the session.
  timestampAsText: expression =>
    sql`to_char(to_timestamp(extract(epoch from ${expression})) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
  timestampParameter: text => `${text}+00`,
  now: sql`cast(extract(epoch from clock_timestamp()) as bigint)`,
  onConflictUpdate: (key, columns, unless) =>
    sql`on conflict (${join(key.map(name => id(name)))}) do update set ${join(
      columns.map(name => sql`${id(name)} = excluded.${id(name)}`),
    )}${unless ? sql` where not (${unless})` : raw('')}`,
  onConflictDoNothing: sql`on conflict do nothing`,
  looksBeforeDelete: false,
  // What it scans besides, it does not lock.
  deleteByKey: (table, where) => sql`delete from ${table} where ${where}`,
  updateByKey: (table, set, where) => sql`update ${table} set ${set} where ${where}`,
  // set_config with is_local lasts as long as the transaction, and a single statement is one.
  withLockTimeout: ({ into, values, rest }) =>
    sql`with timeout as materialized (select set_config('lock_timeout', '2000', true) as milliseconds) insert ${into} select line.* from timeout, (${values}) as line where milliseconds is not null ${rest}`,
  isConflict: error => conflictCodes.has(errorCode(error)),
  isDuplicate: error => errorCode(error) === '23505',
  isMissingTable: error => errorCode(error) === '42P01',
  isMissingColumn: error => errorCode(error) === '42703',
  catalog: {
    columns: table =>
      sql`select attname as iacolumn from pg_catalog.pg_attribute where attrelid = ${regclass(table)} and attnum > 0 and not attisdropped order by attnum`,
    indexes: table =>
      sql`select c.relname as iaindex, i.indisprimary as iaprimary, i.indisunique as iaunique, a.attname as iacolumn from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid cross join lateral unnest(i.indkey) with ordinality as k (attnum, place) join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum where i.indrelid = ${regclass(table)} order by c.relname, k.place`,
  },
}

/** The table that a statement of this connection means, by its search path; null when there is none. */
function regclass(table: readonly string[]): SqlText {
  return sql`pg_catalog.to_regclass(cast(${table.map(part => postgres.quote(part)).join('.')} as text))`
}
