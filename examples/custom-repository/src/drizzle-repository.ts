import { type Repository, type RepositorySession, TransactionRequiredError } from '@imageattach/core'
import { defaultLedgerName, postgres, type SqlConnection, SqlSession } from '@imageattach/core/sql'
import { is, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { PgTransaction } from 'drizzle-orm/pg-core'
import { hasEnded, watchTransactions } from './watch-transactions.ts'

export type Database = NodePgDatabase
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
export type Handle = Database | Transaction

/** Rows through Drizzle, on node-postgres. */
export class DrizzleRepository implements Repository<Handle, Transaction> {
  readonly name = 'drizzle'
  readonly seesOwnerDeletes = 'never'
  readonly root: RepositorySession
  readonly #db: Database
  readonly #ledger: string

  constructor(db: Database, ledger = defaultLedgerName) {
    watchTransactions(db)
    this.#db = db
    this.#ledger = ledger
    this.root = this.session(db)
  }

  session(handle: Handle): RepositorySession {
    return new SqlSession(new DrizzleConnection(handle), postgres, [this.#ledger])
  }

  isTransaction(handle: Handle): boolean {
    return is(handle, PgTransaction)
  }

  transaction<TResult>(work: (transaction: Transaction) => Promise<TResult>): Promise<TResult> {
    return this.#db.transaction(work, { isolationLevel: 'read committed' })
  }

  isConflict(error: unknown): boolean {
    return postgres.isConflict(driverError(error))
  }
}

class DrizzleConnection implements SqlConnection {
  readonly #handle: Handle

  constructor(handle: Handle) {
    this.#handle = handle
  }

  async execute({ text, parameters }: Parameters<SqlConnection['execute']>[0]) {
    if (hasEnded(this.#handle)) throw new TransactionRequiredError('This transaction has ended: await its verbs')
    const pieces = text.split(/\$\d+/).map(piece => sql.raw(piece)) // in order: $1, $2 …
    const chunks = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [sql.param(parameters[index - 1]), piece]))
    try {
      const { rows, rowCount } = await this.#handle.execute(sql.join(chunks))
      return { rows, affected: rowCount ?? 0 }
    } catch (error) {
      throw driverError(error)
    }
  }
}

/** Drizzle wraps what the driver throws; the code of PostgreSQL is on its cause. */
function driverError(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error
}
