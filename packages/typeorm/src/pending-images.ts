import type { EntityManager, QueryRunner } from 'typeorm'

/** Attaches what is prepared, in a transaction. */
type Attach = (manager: EntityManager) => Promise<unknown>

/** Images that wait for their owners to be saved. */
export class PendingImages {
  readonly #waiting = new WeakMap<object, Attach[]>()
  readonly #attached = new WeakMap<QueryRunner, object[]>()

  add(owner: object, attach: Attach): void {
    this.#waiting.set(owner, [...(this.#waiting.get(owner) ?? []), attach])
  }

  /** The owner was inserted. Until the commit its images wait on: after a rollback it may be saved again. */
  async inserted(owner: object, runner: QueryRunner): Promise<void> {
    const waiting = this.#waiting.get(owner)
    if (!waiting) return
    this.#attached.set(runner, [...(this.#attached.get(runner) ?? []), owner])
    const attachAll = async (manager: EntityManager): Promise<void> => {
      for (const attach of waiting) await attach(manager)
    }
    // `insert` has no transaction of its own, unlike `save`.
    await (runner.isTransactionActive ? attachAll(runner.manager) : runner.manager.transaction(attachAll))
  }

  ended(runner: QueryRunner, committed: boolean): void {
    if (committed) for (const owner of this.#attached.get(runner) ?? []) this.#waiting.delete(owner)
    this.#attached.delete(runner)
  }
}
