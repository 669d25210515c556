import { Turns } from '@imageattach/core'
import type {
  EntityManager,
  EntityMetadata,
  EntitySubscriberInterface,
  InsertEvent,
  QueryRunner,
  RemoveEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
} from 'typeorm'
import { LeavingOwners } from './leaving-owners.js'
import type { PendingImages } from './pending-images.js'

/** What a subscriber does for the images of one table. */
export interface OwnedImages {
  isOwnedBy(metadata: EntityMetadata): boolean
  /** Removes the images of an owner in the transaction of the manager; gives how many there were. */
  remove(owner: object, manager: EntityManager): Promise<number>
}

export interface SubscriberOptions {
  readonly attachments: readonly OwnedImages[]
  readonly pending: PendingImages
  /** Told when a transaction seems to have ended. It must not wait for anything. */
  readonly onEnd: (runner: QueryRunner) => void
}

/** Listens to one data source. TypeORM awaits every handler, and runs those of one `save` or `remove` side by side. */
export class ImagesSubscriber implements EntitySubscriberInterface<object> {
  readonly #options: SubscriberOptions
  /** One connection does one thing after the other. */
  readonly #turns = new Turns<QueryRunner>()
  readonly #leaving = new LeavingOwners()

  constructor(options: SubscriberOptions) {
    this.#options = options
  }

  async beforeRemove(event: RemoveEvent<object>): Promise<void> {
    const owner = removedEntity(event)
    if (!owner) return
    const { metadata, manager, queryRunner } = event
    for (const attachment of this.#options.attachments) {
      if (!attachment.isOwnedBy(metadata)) continue
      const removed = await this.#turns.take(queryRunner, () => attachment.remove(owner, manager))
      if (removed > 0) this.#leaving.add(event)
    }
  }

  afterRemove(event: RemoveEvent<object>): void {
    this.#leaving.left(event)
  }

  async beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): Promise<void> {
    this.#leaving.requireNone(queryRunner)
  }

  async afterInsert({ entity, queryRunner }: InsertEvent<object>): Promise<void> {
    if (entity) await this.#turns.take(queryRunner, () => this.#options.pending.inserted(entity, queryRunner))
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    this.#end(queryRunner, true)
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    this.#end(queryRunner, false)
  }

  /** Savepoints are released and rolled back through the same events. */
  #end(runner: QueryRunner, committed: boolean): void {
    if (!committed || !runner.isTransactionActive) this.#leaving.forget(runner)
    if (runner.isTransactionActive) return
    this.#options.pending.ended(runner, committed)
    this.#options.onEnd(runner)
  }
}

/** An orphan is told by its id. `delete` and query builders tell nothing at all. */
function removedEntity({ entity, databaseEntity, entityId, metadata }: RemoveEvent<object>): object | undefined {
  return entity ?? databaseEntity ?? (entityId === undefined ? undefined : metadata.ensureEntityIdMap(entityId))
}
