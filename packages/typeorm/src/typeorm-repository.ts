import {
  anotherDatabase,
  ConflictError,
  type LateConnection,
  type Repository,
  type RepositorySession,
  TransactionRequiredError,
} from '@imageattach/core'
import {
  type SqlConnection,
  type SqlDialect,
  type SqlResult,
  SqlSession,
  type SqlStatement,
} from '@imageattach/core/sql'
import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import { ledgerNames } from './ledger-names.js'
import { RunningTransactions } from './running-transactions.js'
import { SharedConnection } from './shared-connection.js'
import { sqlDialectOf } from './sql-dialect-of.js'
import type { TypeormHandle } from './typeorm-types.js'

/** Rows through TypeORM. */
export class TypeormRepository implements Repository<TypeormHandle, EntityManager> {
  readonly name = 'typeorm'
  readonly seesOwnerDeletes = 'always'
  readonly #connection: LateConnection<DataSource>
  readonly #ledger: string
  readonly #transactions = new RunningTransactions()
  #database: Database | undefined

  constructor(connection: LateConnection<DataSource>, ledger: string) {
    this.#connection = connection
    this.#ledger = ledger
  }

  get root(): RepositorySession {
    const { shared, dataSource } = this.#opened()
    return this.#session(shared ?? new PooledConnection(dataSource))
  }

  session(handle: TypeormHandle): RepositorySession {
    const { dataSource, shared } = this.#opened()
    // TypeORM 0.3 has no other name for it.
    if (handle.connection !== dataSource) throw anotherDatabase()
    const runner = openRunner(handle)
    if (!runner) return this.root
    const transaction = this.#transactions.current(runner)
    const requireOpen = (isOpen = !runner.isReleased): void => {
      if (isOpen && this.#transactions.current(runner) === transaction) return
      throw new TransactionRequiredError('The transaction has ended before this call was done: await it inside')
    }
    return this.#session(shared?.inside(requireOpen) ?? new RunnerConnection(runner, requireOpen))
  }

  isTransaction(handle: TypeormHandle): boolean {
    return openRunner(handle) !== undefined
  }

  transactionOf(handle: TypeormHandle): object | undefined {
    const runner = openRunner(handle)
    return runner && this.#transactions.current(runner)
  }

  /** The transaction of this query runner has ended; gives what {@link transactionOf} gave for it. */
  ended(runner: QueryRunner): object {
    return this.#transactions.end(runner)
  }

  transaction<TResult>(work: (manager: EntityManager) => Promise<TResult>): Promise<TResult> {
    const { shared, dataSource } = this.#opened()
    return shared ? shared.transaction(work) : dataSource.transaction('READ COMMITTED', work)
  }

  isConflict(error: unknown): boolean {
    return error instanceof ConflictError || (this.#database?.dialect.isConflict(error) ?? false)
  }

  #session(connection: SqlConnection): RepositorySession {
    const { dialect, ledger } = this.#opened()
    return new SqlSession(connection, dialect, ledger)
  }

  #opened(): Database {
    this.#database ??= open(this.#connection.get(), this.#ledger)
    return this.#database
  }
}

interface Database {
  readonly dataSource: DataSource
  readonly dialect: SqlDialect
  readonly ledger: readonly string[]
  /** Only for engines whose query runners are all the same one. */
  readonly shared: SharedConnection | undefined
}

function open(dataSource: DataSource, ledger: string): Database {
  const dialect = sqlDialectOf(dataSource)
  const shared = dialect.name === 'sqlite' ? new SharedConnection(dataSource) : undefined
  return { dataSource, dialect, ledger: ledgerNames(dataSource, ledger), shared }
}

/** Statements on a query runner. */
class RunnerConnection implements SqlConnection {
  readonly #runner: QueryRunner
  readonly #check: () => void

  constructor(runner: QueryRunner, check: () => void = () => undefined) {
    this.#runner = runner
    this.#check = check
  }

  async execute({ text, parameters }: SqlStatement): Promise<SqlResult> {
    this.#check()
    const { records, affected } = await this.#runner.query(text, [...parameters], true)
    return { rows: records, affected: affected ?? 0 }
  }
}

/** Each statement on any connection to the primary. */
class PooledConnection implements SqlConnection {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async execute(statement: SqlStatement): Promise<SqlResult> {
    const runner = this.#dataSource.createQueryRunner('master')
    try {
      return await new RunnerConnection(runner).execute(statement)
    } finally {
      await runner.release()
    }
  }
}

/**
 * The transaction that a handle stands for; `undefined` for the manager of the data source itself.
 *
 * @throws {@link TransactionRequiredError} for one that has ended or not begun
 */
function openRunner(handle: TypeormHandle): QueryRunner | undefined {
  const runner = 'manager' in handle ? handle : handle.queryRunner
  if (runner === undefined || (runner.isTransactionActive && !runner.isReleased)) return runner
  throw new TransactionRequiredError(
    `This ${'manager' in handle ? 'QueryRunner' : 'EntityManager'} has no open transaction: it has ended, or was not ` +
      'begun. Use the manager that images.transaction or dataSource.transaction gives, before it returns',
  )
}
