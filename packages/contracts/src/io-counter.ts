import assert from 'node:assert/strict'
import type { Store } from '@imageattach/core'

/** What a piece of work may ask for. */
export interface IoLimit {
  readonly queries: number
  /** Calls to a store, `getUrl` aside, which does no I/O. Default 0. */
  readonly storeCalls?: number
}

/**
 * Counts the queries and the calls to stores of a piece of work, so that a test notices when a page starts to ask once
 * for each owner.
 *
 * ```ts
 * import { IoCounter } from '@imageattach/contracts'
 * import { MemoryStore } from '@imageattach/store-memory'
 * import SQLite from 'better-sqlite3'
 * import { Kysely, SqliteDialect } from 'kysely'
 *
 * const io = new IoCounter()
 * export const store = io.watch(new MemoryStore())
 * export const db = new Kysely<{ user: { id: number } }>({
 *   dialect: new SqliteDialect({ database: new SQLite(':memory:') }),
 *   log: event => io.ran(event.query.sql),
 * })
 *
 * export const users = await io.atMost({ queries: 1 }, () => db.selectFrom('user').selectAll().execute())
 * ```
 */
export class IoCounter {
  readonly #queries: string[] = []
  readonly #storeCalls: string[] = []

  /** For the log of the ORM: a statement was run. */
  readonly ran = (statement: string): void => {
    this.#queries.push(statement)
  }

  /** The same store, its calls counted. Register this one with ImageAttach. */
  watch<TStore extends Store>(store: TStore): TStore {
    const storeCalls = this.#storeCalls
    return new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...given: readonly unknown[]): unknown => {
          if (name !== 'getUrl') storeCalls.push(String(name))
          return value.apply(target, given)
        }
      },
      set: (target, name, value) => Reflect.set(target, name, value),
    })
  }

  /** Does the work and gives what it gives. Throws an `AssertionError` that lists what ran when that was too much. */
  async atMost<TResult>(limit: IoLimit, work: () => TResult | Promise<TResult>): Promise<TResult> {
    this.#queries.length = 0
    this.#storeCalls.length = 0
    const result = await work()
    check('queries', this.#queries, limit.queries)
    check('calls to stores', this.#storeCalls, limit.storeCalls ?? 0)
    return result
  }
}

function check(what: string, done: readonly string[], most: number): void {
  assert.ok(done.length <= most, `${done.length} ${what} where there may be ${most}:\n${done.join('\n')}`)
}
