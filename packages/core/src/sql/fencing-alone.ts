import type { Repository, RepositorySession } from '../repository.js'

/**
 * The root of a repository on SQLite, where a statement joins whatever transaction is open on the one connection: one
 * that was begun by hand, or that a failed commit or rollback has left behind. Deletes that are not committed would look
 * like facts. So it fences in a transaction of its own, whose `begin` SQLite refuses there.
 */
export function fencingAlone<THandle, TTransaction extends THandle>(
  root: RepositorySession,
  repository: Pick<Repository<THandle, TTransaction>, 'session' | 'transaction'>,
): RepositorySession {
  const fence: RepositorySession['fence'] = (...line) =>
    repository.transaction(transaction => repository.session(transaction).fence(...line))
  return Object.assign(root, { fence })
}
