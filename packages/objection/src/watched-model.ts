import type { Model, QueryBuilder, TransactionOrKnex } from 'objection'

/** A query on a model that is about to run. */
export type ModelQuery = QueryBuilder<Model>

/**
 * A model class whose queries are shown to `watch` before they run, whichever way they are written: on an instance, by
 * id, in bulk, through a relation or a graph. It overrides `query()`, since a static hook of the application that does
 * not call `super` would hide one of ours.
 */
export function watchedModel<TClass extends typeof Model>(
  ModelClass: TClass,
  watch: (query: ModelQuery) => unknown,
): TClass {
  class WatchedModel extends (ModelClass as typeof Model) {
    static override query(transaction?: TransactionOrKnex): never {
      // biome-ignore lint/complexity/noThisInStatic: the query is one of the subclass that was asked for it
      const query = super.query(transaction) as ModelQuery
      return query.runBefore(async (result, builder) => {
        await watch(builder)
        return result
      }) as never // the builder of the subclass, as `super.query` has made it
    }
  }
  return WatchedModel as unknown as TClass // nothing is added to its type
}
