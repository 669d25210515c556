import { anotherDatabase, type Repository, type RepositorySession, TransactionRequiredError } from '@imageattach/core'
import { fencingAlone, type SqlConnection, type SqlDialect, SqlSession } from '@imageattach/core/sql'
import { CompiledQuery, type Kysely, type Transaction } from 'kysely'

/** Rows through Kysely. */
export class KyselyRepository<DB> implements Repository<Kysely<DB>, Transaction<DB>> {
  readonly name = 'kysely'
  readonly seesOwnerDeletes = 'never'
  readonly root: RepositorySession
  readonly #db: Kysely<DB>
  readonly #dialect: SqlDialect
  readonly #ledger: readonly string[]
  /** Kysely itself would run statements on a connection that is somebody else's by now. */
  readonly #ended = new WeakSet<Kysely<DB>>()

  constructor(db: Kysely<DB>, dialect: SqlDialect, ledger: readonly string[]) {
    this.#db = db
    this.#dialect = dialect
    this.#ledger = ledger
    const root = this.session(db)
    this.root = dialect.name === 'sqlite' ? fencingAlone(root, this) : root
  }

  session(handle: Kysely<DB>): RepositorySession {
    if (this.#ended.has(handle)) throw transactionEnded()
    if (!isOfOneKysely(handle, this.#db)) throw anotherDatabase()
    return new SqlSession(new KyselyConnection(handle), this.#dialect, this.#ledger)
  }

  isTransaction(handle: Kysely<DB>): boolean {
    return handle.isTransaction
  }

  transaction<TResult>(work: (transaction: Transaction<DB>) => Promise<TResult>): Promise<TResult> {
    const transaction = this.#db.transaction()
    const workOnce = async (handle: Transaction<DB>): Promise<TResult> => {
      try {
        return await work(handle)
      } finally {
        this.#ended.add(handle)
      }
    }
    // SQLite has one writer at a time and no levels to choose from.
    if (this.#dialect.name === 'sqlite') return transaction.execute(workOnce)
    return transaction.setIsolationLevel('read committed').execute(workOnce)
  }

  isConflict(error: unknown): boolean {
    return this.#dialect.isConflict(error)
  }
}

class KyselyConnection<DB> implements SqlConnection {
  readonly #handle: Kysely<DB>

  constructor(handle: Kysely<DB>) {
    this.#handle = handle
  }

  async execute({ text, parameters }: Parameters<SqlConnection['execute']>[0]) {
    const query = CompiledQuery.raw(text, [...parameters]) as CompiledQuery<Readonly<Record<string, unknown>>>
    try {
      const { rows, numAffectedRows } = await this.#handle.executeQuery(query)
      return { rows, affected: Number(numAffectedRows ?? 0) }
    } catch (error) {
      throw saysEnded(error) ? transactionEnded(error) : error
    }
  }
}

/** A transaction shares the adapter of the dialect with the instance that has opened it. */
function isOfOneKysely<DB>(handle: Kysely<DB>, db: Kysely<DB>): boolean {
  return handle.getExecutor().adapter === db.getExecutor().adapter
}

/** Kysely has no class for it, and tells the state of controlled transactions only. */
function saysEnded(error: unknown): boolean {
  return error instanceof Error && /^Transaction is already (committed|rolled back)/.test(error.message)
}

function transactionEnded(cause?: unknown): TransactionRequiredError {
  const options = cause === undefined ? {} : { cause }
  return new TransactionRequiredError('This transaction has ended; write .using(trx) with one that is open', options)
}
