import { ConflictError, TransactionNotJoinedError } from './errors.js'
import type { TouchedFiles } from './hint-queue.js'
import type { ImageTable } from './image-table.js'
import type { RepositorySession } from './repository.js'
import type { Services } from './services.js'
import type { SettleRequest } from './settler.js'
import { currentTransaction } from './transaction-scope.js'

/** A transaction of ours is run again this often when another one got in its way. */
export const maxAttempts = 5

/** Grows while a verb writes. */
export interface TouchedList extends TouchedFiles {
  readonly staged: SettleRequest[]
  readonly retired: SettleRequest[]
}

/** Where the statements of one verb run: on connections of its own, or in the transaction of the caller. */
export interface UnitOfWork {
  /** Whether the caller's transaction is what the verb runs in. */
  readonly bound: boolean

  /** For reading and staging. */
  readonly session: RepositorySession

  /**
   * Runs statements that commit or vanish together. In a transaction of its own `work` may run more than once.
   * `touched` grows while `work` runs, and tells what to look at when the transaction has ended.
   */
  write<TResult>(work: (session: RepositorySession, touched: TouchedList) => Promise<TResult>): Promise<TResult>

  /** Takes note of new files, before their first byte is written. */
  staged(files: readonly SettleRequest[]): void

  /** After a failure: files that were staged and are not going to be attached. */
  abandon(files: readonly SettleRequest[]): Promise<void>
}

/**
 * The unit of work of one verb. Without a handle, or with one that is no transaction, the verb opens transactions of
 * its own.
 *
 * @throws {@link TransactionNotJoinedError} when `images.transaction` is open around here, and the handle is no transaction
 */
export function unitOfWork<THandle>(
  services: Services<THandle>,
  table: ImageTable,
  handle: THandle | undefined,
): UnitOfWork {
  const { repository } = services
  if (handle !== undefined && repository.isTransaction(handle)) return callersTransaction(services, handle)
  if (currentTransaction(services)) {
    throw new TransactionNotJoinedError(
      `${table.name}: a transaction is open here, but this call would run outside it. ` +
        'Write .using(trx) before .of(...).',
    )
  }
  return ownTransaction(services, handle === undefined ? repository.root : repository.session(handle))
}

function ownTransaction<THandle>(services: Services<THandle>, session: RepositorySession): UnitOfWork {
  const { repository, hints } = services
  return {
    bound: false,
    session,
    async write(work) {
      for (let attempt = 1; ; attempt += 1) {
        const touched: TouchedList = { staged: [], retired: [] }
        try {
          const result = await repository.transaction(handle => work(repository.session(handle), touched))
          hints.ended([touched])
          return result
        } catch (error) {
          if (!repository.isConflict(error)) throw error
          if (attempt === maxAttempts) throw conflict(error)
          await pauseBeforeAttempt(attempt + 1)
        }
      }
    },
    staged: () => undefined,
    abandon: files => hints.discard(files),
  }
}

function callersTransaction<THandle>(services: Services<THandle>, handle: THandle): UnitOfWork {
  const { repository, hints } = services
  const session = repository.session(handle)
  const scope = currentTransaction(services)
  const note = (touched: TouchedFiles): void => {
    if (scope) scope.touched.push(touched)
    else hints.touched(touched, repository.transactionOf?.(handle))
  }
  return {
    bound: true,
    session,
    async write(work) {
      const touched: TouchedList = { staged: [], retired: [] }
      try {
        return await work(session, touched)
      } catch (error) {
        throw repository.isConflict(error) ? conflict(error) : error
      } finally {
        note(touched)
      }
    },
    staged: files => note({ staged: files, retired: [] }),
    // The lines are part of the caller's transaction, which alone can tell what becomes of the files.
    abandon: async () => undefined,
  }
}

function conflict(cause: unknown): ConflictError {
  return new ConflictError('Another transaction got in the way; run the whole transaction again', { cause })
}

/** Waits a little, longer each time, and never as long as a competitor. */
export async function pauseBeforeAttempt(attempt: number): Promise<void> {
  const milliseconds = 5 * 2 ** (attempt - 1) * (0.5 + Math.random())
  await new Promise(resolve => setTimeout(resolve, milliseconds))
}
