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
import type { PendingImages } from './pending-images.js'

/** What a subscriber does for the images of one table. */
export interface OwnedImages {
  isOwnedBy(metadata: EntityMetadata): boolean
  /** Removes the images of an owner in the transaction of the manager. */
  remove(owner: object, manager: EntityManager): Promise<unknown>
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
  readonly #turns = new WeakMap<QueryRunner, Promise<unknown>>()

  constructor(options: SubscriberOptions) {
    this.#options = options
  }

  async beforeRemove(event: RemoveEvent<object>): Promise<void> {
    const owner = removedEntity(event)
    if (!owner) return
    const { metadata, manager, queryRunner } = event
    for (const attachment of this.#options.attachments) {
      if (attachment.isOwnedBy(metadata)) await this.#inTurn(queryRunner, () => attachment.remove(owner, manager))
    }
  }

  async afterInsert({ entity, queryRunner }: InsertEvent<object>): Promise<void> {
    if (entity) await this.#inTurn(queryRunner, () => this.#options.pending.inserted(entity, queryRunner))
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    this.#end(queryRunner, true)
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    this.#end(queryRunner, false)
  }

  #inTurn(runner: QueryRunner, work: () => Promise<unknown>): Promise<unknown> {
    const turn = (this.#turns.get(runner) ?? Promise.resolve()).then(work)
    this.#turns.set(
      runner,
      turn.catch(() => undefined), // whoever waits for the turn itself hears of it
    )
    return turn
  }

  /** Savepoints are released and rolled back through the same events. */
  #end(runner: QueryRunner, committed: boolean): void {
    if (runner.isTransactionActive) return
    this.#options.pending.ended(runner, committed)
    this.#options.onEnd(runner)
  }
}

/** An orphan is told by its id. `delete` and query builders tell nothing at all. */
function removedEntity({ entity, databaseEntity, entityId, metadata }: RemoveEvent<object>): object | undefined {
  return entity ?? databaseEntity ?? (entityId === undefined ? undefined : metadata.ensureEntityIdMap(entityId))
}
