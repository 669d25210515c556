import { errorCode, type SqlDialect } from './sql-dialect.js'
import { id, join, raw, sql } from './sql-text.js'

/** SQLite 3.35 or later (RETURNING). */
export const sqlite: SqlDialect = {
  name: 'sqlite',
  quote: identifier => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: () => '?',
  asText: expression => sql`cast(${expression} as text)`,
  timestampAsText: expression => sql`cast(${expression} as text)`,
  timestampParameter: text => text,
  now: sql`cast(strftime('%s', 'now') as integer)`,
  onConflictUpdate: (key, columns, unless) =>
    sql`on conflict (${join(key.map(name => id(name)))}) do update set ${join(
      columns.map(name => sql`${id(name)} = excluded.${id(name)}`),
    )}${unless ? sql` where not (${unless})` : raw('')}`,
  onConflictDoNothing: sql`on conflict do nothing`,
  looksBeforeDelete: false,
  // One writer at a time; how long another waits is the busy timeout of the application's connection.
  withLockTimeout: ({ into, values, rest }) => sql`insert ${into} values (${values}) ${rest}`,
  isConflict: error => errorCode(error).startsWith('SQLITE_BUSY') || errorCode(error).startsWith('SQLITE_LOCKED'),
  isDuplicate: error => /^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)$/.test(errorCode(error)),
  isMissingTable: error => error instanceof Error && error.message.includes('no such table'),
}
