import { TransactionRequiredError } from '@imageattach/core'
import type { QueryRunner, RemoveEvent } from 'typeorm'

/** What tells an owner in the events of one remove: its object, or for an orphan its id. */
type Owner = object | string

/** Owners whose images were removed and who were not removed themselves yet, for each connection. */
export class LeavingOwners {
  readonly #leaving = new WeakMap<QueryRunner, Map<Owner, string>>()

  /** The images were removed. */
  add(event: RemoveEvent<object>): void {
    const leaving = this.#leaving.get(event.queryRunner) ?? new Map<Owner, string>()
    this.#leaving.set(event.queryRunner, leaving.set(ownerOf(event), event.metadata.name))
  }

  /** The owner itself was removed. */
  left(event: RemoveEvent<object>): void {
    this.#leaving.get(event.queryRunner)?.delete(ownerOf(event))
  }

  /** A transaction or savepoint has ended, which took back what it had removed. */
  forget(runner: QueryRunner): void {
    this.#leaving.delete(runner)
  }

  /** Throws {@link TransactionRequiredError} when a remove has failed and its transaction goes on to commit. */
  requireNone(runner: QueryRunner): void {
    const [name] = this.#leaving.get(runner)?.values() ?? []
    if (name === undefined) return
    throw new TransactionRequiredError(
      `${name}: a remove failed after its images were removed, and the transaction went on: it is rolled back, so that ` +
        'both stay. To go on, wrap the remove in manager.transaction(...), whose savepoint brings the images back',
    )
  }
}

function ownerOf({ entity, databaseEntity, entityId, metadata }: RemoveEvent<object>): Owner {
  const known: object | undefined = entity ?? databaseEntity
  return known ?? `${metadata.name} ${JSON.stringify(entityId)}`
}
