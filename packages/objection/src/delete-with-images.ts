import { ConflictError, TransactionRequiredError, Turns } from '@imageattach/core'
import type { Knex } from 'knex'
import type { Model } from 'objection'
import type { ModelQuery } from './watched-model.js'

/** An attachment, as the delete of an owner needs it. */
export interface OwnedImages {
  /** The table of the owners. */
  tableName(): string
  remove(transaction: Knex, owners: readonly Model[]): Promise<number>
}

/** Public in Objection, yet missing in its types. */
type DeleteQuery = ModelQuery & {
  toFindQuery(): PromiseLike<Model | Model[] | undefined>
  resultModelClass(): typeof Model
}

/** Savepoints of deletes that run side by side in one transaction would end one another. */
const turns = new Turns<Knex>()

/**
 * Makes a delete of owners, which is about to run, take their images along. That happens where Objection would run the
 * statement: after the hooks of the application, and not if they throw or cancel the query. Then both go or both stay.
 */
export function deleteWithImages(query: ModelQuery, images: readonly OwnedImages[]): void {
  const statement = query.clone() as DeleteQuery
  query.onBuild(built => {
    // Queries that a hook makes of this one are built, too.
    if (built.isDelete() && built.isExecutable()) built.resolve(whenAwaited(() => run(statement, images)))
  })
}

async function run(query: DeleteQuery, images: readonly OwnedImages[]): Promise<unknown> {
  const { transaction } = query.context()
  const { tableName } = query.modelClass()
  if (!transaction.isTransaction || (transaction as Knex.Transaction).isCompleted()) {
    throw new TransactionRequiredError(
      `${tableName}: deleting rows that own images needs an open transaction, so that both go or stay; write ` +
        'images.transaction(async trx => { await … .query(trx).delete() })',
    )
  }
  return turns.take(transaction, async () => {
    const owners = await ownersFoundBy(query)
    if (owners.length === 0) return deleteOwners(query)
    return atomically(transaction, async () => {
      for (const owned of images) await owned.remove(transaction, owners)
      const deleted = await deleteOwners(query)
      if ((Array.isArray(deleted) ? deleted.length : Number(deleted)) >= owners.length) return deleted
      throw new ConflictError(
        `${tableName}: this delete found fewer owners once their images were removed: its conditions ask for images, or ` +
          'another transaction has changed the owners; find the owners first, and delete them by id',
      )
    })
  })
}

/** The owners that the delete would delete, each once though a join may repeat it. */
async function ownersFoundBy(query: DeleteQuery): Promise<readonly Model[]> {
  const found = await query.toFindQuery()
  const owners = found === undefined ? [] : [found].flat()
  return [...new Map(owners.map(owner => [idOf(owner), owner])).values()]
}

/** The model itself, when it does not know its id. */
function idOf(owner: Model): unknown {
  const id: readonly unknown[] = [owner.$id()].flat()
  return id.includes(undefined) ? owner : id.join()
}

/** How many there were; their models where the query asks for them and the engine returns them. */
async function deleteOwners(query: DeleteQuery): Promise<unknown> {
  const result: unknown = await query.toKnexQuery()
  return Array.isArray(result) ? result.map(row => query.resultModelClass().fromDatabaseJson(row)) : result
}

/** Undoes what failed, also where the transaction goes on. */
async function atomically<TResult>(transaction: Knex, work: () => Promise<TResult>): Promise<TResult> {
  await transaction.raw('savepoint imageattach_delete')
  try {
    const result = await work()
    await transaction.raw('release savepoint imageattach_delete')
    return result
  } catch (error) {
    // After a deadlock MariaDB has no savepoint, and no transaction, to go back to.
    await transaction.raw('rollback to savepoint imageattach_delete').catch(() => undefined)
    throw error
  }
}

/** Does the work when it is awaited, unless nobody does. */
function whenAwaited<TResult>(work: () => Promise<TResult>): PromiseLike<TResult> {
  // biome-ignore lint/suspicious/noThenProperty: Objection awaits what a query was resolved with where it would run it
  return { then: (fulfilled, rejected) => work().then(fulfilled, rejected) }
}
