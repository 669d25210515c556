import type { Database } from 'better-sqlite3'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

/** More texts than a migration has: a statement of many rows has one for each number of rows. */
const most = 256

/**
 * A connection that prepares each text once, as drivers of servers do. Kysely prepares anew for each query, and memory
 * that better-sqlite3 takes for a statement is given back when the garbage collector happens to pass by.
 */
export function keptStatements(database: Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => void database.close(),
    prepare(text) {
      const statement = statements.get(text) ?? database.prepare(text)
      if (statements.size >= most) statements.clear()
      statements.set(text, statement)
      return statement
    },
  }
}
