import type { Database, Handle, Transaction } from './drizzle-repository.ts'

const ended = new WeakSet<Handle>()
const parents = new WeakMap<Handle, Handle>()

/**
 * Drizzle gives the connection of a transaction back when it ends, and still runs statements of the transaction on it:
 * for whoever has it then. From here on each transaction of the database knows when it is over.
 */
export function watchTransactions(handle: Database | Transaction): void {
  const transaction: Database['transaction'] = handle.transaction.bind(handle)
  handle.transaction = (work, config) =>
    transaction(async inner => {
      parents.set(inner, handle)
      watchTransactions(inner)
      try {
        return await work(inner)
      } finally {
        ended.add(inner)
      }
    }, config)
}

export function hasEnded(handle: Handle): boolean {
  const parent = parents.get(handle)
  return ended.has(handle) || (parent !== undefined && hasEnded(parent))
}
