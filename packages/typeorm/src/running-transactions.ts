import type { QueryRunner } from 'typeorm'

/** Tells the transactions of one query runner apart, which may have many in its life. */
export class RunningTransactions {
  readonly #current = new WeakMap<QueryRunner, object>()

  /** The transaction that the query runner is in; the same one until it has ended. */
  current(runner: QueryRunner): object {
    const transaction = this.#current.get(runner) ?? {}
    this.#current.set(runner, transaction)
    return transaction
  }

  end(runner: QueryRunner): object {
    const transaction = this.current(runner)
    this.#current.delete(runner)
    return transaction
  }
}
