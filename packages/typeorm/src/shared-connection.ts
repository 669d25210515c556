import { ConflictError } from '@imageattach/core'
import type { SqlConnection, SqlResult, SqlStatement } from '@imageattach/core/sql'
import type { DataSource, EntityManager } from 'typeorm'

/** Milliseconds that a statement waits for a transaction of the application, as SQLite itself waits for a lock. */
const patience = 5_000
const pause = 5

/** What we use of a `Database` of better-sqlite3. */
interface EmbeddedDatabase {
  readonly inTransaction: boolean
  prepare(text: string): {
    readonly reader: boolean
    all(...parameters: readonly unknown[]): SqlResult['rows']
    run(...parameters: readonly unknown[]): { readonly changes: number }
  }
}

/**
 * The one connection that all query runners of an embedded database share, so that a statement joins whatever
 * transaction is open. Ours wait for their turn: those of the root prove in the tick in which they run that no
 * transaction is open, and our transactions begin when nobody else's is.
 */
export class SharedConnection implements SqlConnection {
  readonly #dataSource: DataSource
  /** Our transaction, fulfilled when it has ended. */
  #ours: Promise<unknown> | undefined

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async execute(statement: SqlStatement): Promise<SqlResult> {
    const database = await this.#database()
    return this.#alone(
      () => database.inTransaction,
      () => this.#run(database, statement),
    )
  }

  /** Statements inside a transaction, checked in the tick in which they run. */
  inside(requireOpen: (isOpen: boolean) => void): SqlConnection {
    return {
      execute: async statement => {
        const database = await this.#database()
        requireOpen(database.inTransaction)
        return this.#run(database, statement)
      },
    }
  }

  /** Runs work in a transaction that is nobody else's when it begins. */
  async transaction<TResult>(work: (manager: EntityManager) => Promise<TResult>): Promise<TResult> {
    const runner = this.#dataSource.createQueryRunner()
    const started = await this.#alone(
      () => runner.isTransactionActive,
      () => {
        const running = this.#dataSource.transaction(work)
        this.#ours = running.then(noop, noop).then(() => {
          this.#ours = undefined
        })
        return { running }
      },
    )
    return started.running
  }

  #run(database: EmbeddedDatabase, { text, parameters }: SqlStatement): SqlResult {
    this.#dataSource.logger.logQuery(text, [...parameters], this.#dataSource.createQueryRunner())
    const statement = database.prepare(text)
    if (statement.reader) return { rows: statement.all(...parameters), affected: 0 }
    return { rows: [], affected: statement.run(...parameters).changes }
  }

  #database(): Promise<EmbeddedDatabase> {
    return this.#dataSource.createQueryRunner().connect()
  }

  /** Does the work in the tick in which nobody was busy. */
  async #alone<TResult>(isBusy: () => boolean, work: () => TResult): Promise<TResult> {
    let waited = 0
    while (this.#ours || isBusy()) {
      if (this.#ours) {
        await this.#ours
        waited = 0
      } else {
        if (waited >= patience) throw new ConflictError(neverEnding)
        await new Promise(resolve => setTimeout(resolve, pause))
        waited += pause
      }
    }
    return work()
  }
}

const neverEnding =
  'A transaction is open on the only connection of this database, and has not ended for five seconds. ' +
  'If this call is made inside it, write .using(manager) before .of(...)'

function noop(): void {}
