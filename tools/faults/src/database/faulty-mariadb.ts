import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely'
import type { Pool, PoolConnection } from 'mysql2'
import { type Calls, endProcess } from '../calls.ts'
import { driverError, kindOf, nextStatement } from './statement.ts'

type Answer = (error: unknown, result: MysqlQueryResult) => void

/** A pool of MariaDB connections of which every statement is counted, and may break. */
export function faultyMariadb(pool: Pool, calls: Calls): MysqlPool {
  return {
    end: callback => pool.end(callback),
    getConnection: callback =>
      pool.getConnection((error, connection) =>
        // After an error there is no connection, as in mysql2 itself.
        callback(error, error ? (undefined as unknown as MysqlPoolConnection) : faultyConnection(connection, calls)),
      ),
  }
}

function faultyConnection(connection: PoolConnection, calls: Calls): MysqlPoolConnection {
  let isLost = false

  function query(sql: string, parameters: unknown[], answer: Answer): void {
    const fail = (code: string) => answer(driverError(code, sql), [])
    if (isLost) {
      fail('ECONNRESET')
      return
    }
    const run = (then: Answer) =>
      connection.query(sql, parameters, (error, result) => then(error, result as MysqlQueryResult)) // mysql2's own type
    const action = nextStatement(calls, sql)
    if (action === 'run') {
      run(answer)
      return
    }
    // A deadlock ends the transaction on the server, not only the statement.
    if (action === 'conflict') {
      connection.query('rollback', () => fail('ER_LOCK_DEADLOCK'))
      return
    }
    if (action === 'kill-during') {
      run(answer)
      endProcess()
    }
    isLost = action === 'lose' || kindOf(sql) === 'rollback' || kindOf(sql) === 'begin'
    if (action === 'lose') run(() => fail('ECONNRESET'))
    else queueMicrotask(() => fail(isLost ? 'ECONNRESET' : 'ER_ERROR_ON_WRITE'))
  }

  return {
    config: connection.config,
    threadId: connection.threadId ?? 0,
    connect: () => undefined,
    destroy: () => connection.destroy(),
    query: query as unknown as MysqlPoolConnection['query'], // Kysely asks for a stream only when it streams
    release: () => (isLost ? connection.destroy() : connection.release()),
  }
}
