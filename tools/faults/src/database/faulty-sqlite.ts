import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { type Calls, endProcess } from '../calls.ts'
import { driverError, kindOf, nextStatement } from './statement.ts'

/** A SQLite connection of which every statement is counted, and may break. */
export function faultySqlite(database: SqliteDatabase, calls: Calls): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        reader: statement.reader,
        all: parameters => broken(calls, sql, () => statement.all(parameters)),
        run: parameters => broken(calls, sql, () => statement.run(parameters)),
        iterate: parameters => statement.iterate(parameters),
      } satisfies SqliteStatement
    },
  }
}

function broken<TResult>(calls: Calls, sql: string, run: () => TResult): TResult {
  const action = nextStatement(calls, sql)
  if (action === 'run') return run()
  // A rollback, too: then the transaction stays open on the only connection there is.
  if (action === 'conflict') throw driverError('SQLITE_BUSY', sql)
  const kind = kindOf(sql)
  // Where a disk error makes a rollback fail, SQLite has rolled back by itself; a begin that fails has begun nothing.
  if (kind === 'rollback' || (action !== 'fail' && kind !== 'begin')) run()
  if (action === 'kill-during') endProcess()
  throw driverError('SQLITE_IOERR', sql)
}
