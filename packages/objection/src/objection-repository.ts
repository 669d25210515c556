import {
  anotherDatabase,
  type LateConnection,
  type Repository,
  type RepositorySession,
  TransactionRequiredError,
} from '@imageattach/core'
import {
  type DialectName,
  fencingAlone,
  type SqlConnection,
  type SqlDialect,
  type SqlResult,
  SqlSession,
} from '@imageattach/core/sql'
import type { Knex } from 'knex'
import { isOneDatabase } from './is-one-database.js'
import { sqlDialectOf } from './sql-dialect-of.js'
import { plainClient, sqlTableName } from './sql-names.js'

/** Rows through Knex, which runs the statements of Objection. */
export class ObjectionRepository implements Repository<Knex, Knex.Transaction> {
  readonly name = 'objection'
  readonly seesOwnerDeletes = 'in-transaction'
  readonly #connection: LateConnection<Knex>
  readonly #ledger: string
  readonly #dialect: DialectName | undefined

  constructor(connection: LateConnection<Knex>, ledger: string, dialect: DialectName | undefined) {
    this.#connection = connection
    this.#ledger = ledger
    this.#dialect = dialect
  }

  get root(): RepositorySession {
    const knex = this.#connection.get()
    const root = this.session(knex)
    return sqlDialectOf(knex, this.#dialect).name === 'sqlite' ? fencingAlone(root, this) : root
  }

  session(handle: Knex): RepositorySession {
    if (!isOneDatabase(handle, this.#connection.get())) throw anotherDatabase()
    const dialect = sqlDialectOf(handle, this.#dialect)
    return new SqlSession(new ObjectionConnection(handle, dialect), dialect, sqlTableName(handle, this.#ledger))
  }

  isTransaction(handle: Knex): boolean {
    return handle.isTransaction === true
  }

  transaction<TResult>(work: (transaction: Knex.Transaction) => Promise<TResult>): Promise<TResult> {
    const knex = this.#connection.get()
    // SQLite has one writer at a time and no levels to choose from.
    if (sqlDialectOf(knex, this.#dialect).name === 'sqlite') return knex.transaction(committingFirst(work))
    return knex.transaction(work, { isolationLevel: 'read committed' })
  }

  isConflict(error: unknown): boolean {
    if (!this.#connection.isConnected) return false
    const dialect = sqlDialectOf(this.#connection.get(), this.#dialect)
    return dialect.isConflict(error) || dialect.isConflict(nativeError(error))
  }
}

/**
 * Commits before Knex does, which then ends an empty transaction: when a commit fails on SQLite (a deferred constraint),
 * Knex gives the connection back with the transaction still open.
 */
function committingFirst<TResult>(
  work: (transaction: Knex.Transaction) => Promise<TResult>,
): (transaction: Knex.Transaction) => Promise<TResult> {
  return async transaction => {
    const result = await work(transaction)
    await transaction.raw('commit')
    await transaction.raw('begin')
    return result
  }
}

class ObjectionConnection implements SqlConnection {
  readonly #handle: Knex
  readonly #dialect: SqlDialect['name']

  constructor(handle: Knex, dialect: SqlDialect) {
    this.#handle = handle
    this.#dialect = dialect.name
  }

  async execute({ text, parameters }: Parameters<SqlConnection['execute']>[0]): Promise<SqlResult> {
    if (isCompleted(this.#handle)) {
      throw new TransactionRequiredError('This transaction has ended; write .using(trx) with one that is open')
    }
    const client = plainClient(this.#handle)
    // Without values a question mark in the text is one.
    if (parameters.length === 0) return sqlResult(this.#dialect, await client.raw(text))
    const values = [...parameters] as Knex.RawBinding[] // keys, text, numbers and the values of the application's columns
    return sqlResult(this.#dialect, await client.raw(text, values))
  }
}

/** What a driver gave, in one shape. A statement that returns rows has affected as many. */
export function sqlResult(dialect: SqlDialect['name'], response: unknown): SqlResult {
  const result = dialect === 'mariadb' && Array.isArray(response) ? response[0] : response
  if (Array.isArray(result)) return { rows: result, affected: result.length }
  const { rows, rowCount, changes, affectedRows } = result as DriverResult // no rows: a summary, under different names
  return { rows: rows ?? [], affected: rowCount ?? changes ?? affectedRows ?? 0 }
}

interface DriverResult {
  readonly rows?: SqlResult['rows']
  /** pg */
  readonly rowCount?: number | null
  /** better-sqlite3 */
  readonly changes?: number
  /** mysql2 */
  readonly affectedRows?: number
}

function isCompleted(handle: Knex): boolean {
  return 'isCompleted' in handle && (handle as Knex.Transaction).isCompleted()
}

/** What Objection has wrapped into an error of its own. */
function nativeError(error: unknown): unknown {
  return error instanceof Error && 'nativeError' in error ? error.nativeError : undefined
}
