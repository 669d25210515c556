import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { type Calls, endProcess } from '../calls.ts'
import { driverError, kindOf, nextStatement } from './statement.ts'

/** A pool of PostgreSQL connections of which every statement is counted, and may break. */
export function faultyPostgres(pool: Pool, calls: Calls): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => faultyClient(await pool.connect(), calls),
  }
}

function faultyClient(client: PoolClient, calls: Calls): PostgresPoolClient {
  let isLost = false

  async function query(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    if (isLost) throw driverError('ECONNRESET', sql)
    const run = () => client.query(sql, [...parameters])
    const action = nextStatement(calls, sql)
    if (action === 'run') return run()
    if (action === 'conflict' && kindOf(sql) !== 'rollback') throw driverError('40001', sql)
    if (action === 'kill-during') {
      void run()
      endProcess()
    }
    if (action === 'lose') await run()
    // A server refuses an ordinary statement. It does not refuse these: then the connection is what broke.
    isLost = action === 'lose' || kindOf(sql) === 'rollback' || kindOf(sql) === 'begin'
    throw driverError(isLost ? 'ECONNRESET' : '58030', sql)
  }

  // Kysely asks for cursors only when it streams.
  return { query: query as PostgresPoolClient['query'], release: () => client.release(isLost) }
}
