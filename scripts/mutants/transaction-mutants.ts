import type { Mutant } from './mutant.ts'

const unit = 'packages/core/src/unit-of-work.ts'
const images = 'packages/core/src/image-attach.ts'
const prepared = 'packages/core/src/prepared-image.ts'
const ledger = 'packages/core/src/sql/sql-ledger.ts'

/** Faults of how verbs and transactions go together. */
export const transactionMutants: readonly Mutant[] = [
  {
    name: 'deletes files on a hint of a rollback',
    edits: [
      {
        file: images,
        find: '    } finally {\n      hints.ended(scope.touched)\n    }',
        replace: `    } catch (error) {
      for (const { path, store } of scope.touched.flatMap(files => files.staged)) {
        const key = { path, objectType: '', objectId: undefined, width: 1, height: 1, mimetype: '' }
        await this.stores.get(store).deleteFile(key)
      }
      throw error
    } finally {
      hints.ended(scope.touched)
    }`,
      },
    ],
    on: 'MariaDB 5 connections, read committed',
    caughtBy: [
      'keeps what a DDL statement has committed, although the transaction was rolled back later',
      'keeps what was committed although the answer to the commit got lost',
    ],
  },
  {
    name: 'goes on in a transaction that has ended',
    edits: [{ file: 'packages/core/src/sql/mariadb.ts', find: 'transactionProbe: sql', replace: 'probe: sql' }],
    on: 'MariaDB one connection, read committed',
    caughtBy: ['refuses to go on in a transaction that a DDL statement has ended'],
  },
  {
    name: 'claims in a transaction that has ended',
    edits: [
      {
        file: ledger,
        find: 'Promise<number> {\n    await this.#requireTransaction()\n',
        replace: 'Promise<number> {\n',
      },
    ],
    on: 'MariaDB one connection, read committed',
    caughtBy: ['refuses to go on after a deadlock that was swallowed, and leaves prepared images to the next attempt'],
  },
  {
    name: 'takes another connection in a transaction of the application',
    edits: [
      {
        file: unit,
        find: '    bound: true,\n    session,',
        replace: '    bound: true,\n    session: repository.root,',
      },
    ],
    on: 'PostgreSQL one connection, read committed',
    caughtBy: ['does everything inside images.transaction within five seconds'],
  },
  {
    name: 'does not refuse verbs that forgot to join',
    edits: [{ file: unit, find: 'if (currentTransaction(services)) {', replace: 'if (!services) {' }],
    on: 'PostgreSQL 5 connections, read committed',
    caughtBy: ['refuses every verb inside images.transaction that forgot to join, and hangs at none'],
  },
  {
    name: 'deletes prepared images at a rollback',
    edits: [
      {
        file: prepared,
        find: 'unit.write((session, touched) => replaceWith(',
        replace:
          'unit.write((session, touched) => (touched as { staged: unknown[] }).staged.push(...files) && replaceWith(',
      },
    ],
    on: 'SQLite',
    caughtBy: ['keeps a prepared image through rollbacks, whatever is swept meanwhile, for the attempt that succeeds'],
  },
  {
    name: 'claims prepared images outside the transaction, once for all attempts',
    edits: [
      {
        file: prepared,
        find: '  const row = await unit.write(',
        replace: '  await services.repository.root.claim(files)\n  const row = await unit.write(',
      },
      {
        file: 'packages/core/src/write-set.ts',
        find: 'if ((await session.claim(staged)) === staged.length) return',
        replace: 'await session.claim(staged)\n  if (staged) return',
      },
    ],
    on: 'PostgreSQL 5 connections, read committed',
    caughtBy: ['keeps a prepared image through rollbacks, whatever is swept meanwhile, for the attempt that succeeds'],
  },
  {
    name: 'does not run a verb again after a conflict',
    edits: [{ file: unit, find: 'if (!repository.isConflict(error)) throw error', replace: 'throw error' }],
    on: 'SQLite',
    caughtBy: ['runs a verb of its own again after a conflict, with the claim inside each attempt'],
  },
  {
    name: 'runs a verb again for ever',
    edits: [{ file: unit, find: 'attempt === maxAttempts', replace: 'attempt === 9' }],
    on: 'SQLite',
    caughtBy: ['gives up after five attempts, with an error that says so, and leaves nothing'],
  },
  {
    name: 'does not tell the application that it should try again',
    edits: [
      { file: unit, find: 'throw repository.isConflict(error) ? conflict(error) : error', replace: 'throw error' },
    ],
    on: 'SQLite',
    caughtBy: ['tells a transaction of the application that it should be run again, and runs nothing itself'],
  },
  {
    name: 'does not run images.transaction again',
    edits: [{ file: images, find: 'if (!conflict || attempt >= attempts) throw error', replace: 'throw error' }],
    on: 'SQLite',
    caughtBy: ['runs images.transaction again after a conflict, and does not lose the stream that it attaches'],
  },
  {
    name: 'runs images.transaction again after any error',
    edits: [{ file: images, find: 'if (!conflict || attempt >= attempts)', replace: 'if (attempt >= attempts)' }],
    on: 'SQLite',
    caughtBy: ['does not run again what failed for another reason'],
  },
  {
    name: 'reads streams anew at every attempt',
    edits: [
      {
        file: 'packages/core/src/transaction-scope.ts',
        find: 'if (!inputs) return read()',
        replace: 'if (read) return read()',
      },
    ],
    on: 'SQLite',
    caughtBy: ['runs images.transaction again after a conflict, and does not lose the stream that it attaches'],
  },
  {
    name: 'fails a verb because a listener fails',
    edits: [
      {
        file: images,
        find: 'process.emitWarning(error instanceof Error ? error : String(error))',
        replace: 'throw error',
      },
    ],
    on: 'SQLite',
    caughtBy: ['fails no verb because a listener fails'],
  },
  {
    name: 'leaves the files of a failed verb to the sweep',
    edits: [{ file: unit, find: 'abandon: files => hints.discard(files)', replace: 'abandon: async () => undefined' }],
    on: 'SQLite',
    caughtBy: ['attaches all or nothing when the store fails once, at the first file or at the second'],
  },
  {
    name: 'leaves the files of a failed verb in a transaction to the sweep',
    edits: [
      { file: unit, find: 'staged: files => note({ staged: files, retired: [] })', replace: 'staged: () => undefined' },
    ],
    on: 'SQLite',
    caughtBy: ['attaches all or nothing when the store fails once, at the first file or at the second'],
  },
  {
    name: 'shares thumbnails between transactions',
    edits: [{ file: 'packages/core/src/find-or-generate.ts', find: 'handle !== undefined ||', replace: '' }],
    on: 'PostgreSQL 5 connections, read committed',
    caughtBy: ['shares no thumbnail between transactions, of which one may be rolled back'],
  },
  {
    name: 'does not read the row again when its file is gone',
    edits: [
      {
        file: 'packages/core/src/image-set.ts',
        find: 'if (current.path === original.path) throw error',
        replace: 'if (current.path !== original.path) throw error',
      },
    ],
    on: 'SQLite',
    caughtBy: ['reads the row again when its file is gone, and gives the new bytes'],
  },
  {
    name: 'takes whatever isolation level is the default for transactions of its own',
    edits: [
      {
        file: 'packages/kysely/src/kysely-repository.ts',
        find: "transaction.setIsolationLevel('read committed').execute(workOnce)",
        replace: 'transaction.execute(workOnce)',
      },
    ],
    on: 'MariaDB one connection, repeatable read',
    caughtBy: ['sees in a transaction of its own what others have committed meanwhile, whatever the default level is'],
  },
]
