import type { Mutant } from './mutant.ts'

const writeSet = 'packages/core/src/write-set.ts'
const stagedImage = 'packages/core/src/staged-image.ts'
const session = 'packages/core/src/sql/sql-session.ts'
const ledger = 'packages/core/src/sql/sql-ledger.ts'
const mariadb = 'packages/core/src/sql/mariadb.ts'
const where = 'packages/core/src/sql/sql-where.ts'

const claimed = 'if ((await session.claim(staged)) === staged.length) return'

/** Faults of the statements that write sets, and of their order. */
export const writingMutants: readonly Mutant[] = [
  {
    name: 'writes no staged line in a transaction of the application',
    edits: [
      {
        file: stagedImage,
        find: 'await unit.session.stage(table, staged, leaseSeconds)',
        replace: 'if (!unit.bound) await unit.session.stage(table, staged, leaseSeconds)',
      },
      { file: writeSet, find: claimed, replace: 'await session.claim(staged)\n  if (staged) return' },
    ],
    on: 'PostgreSQL 5 connections',
    caughtBy: ['sweeps without any grace while a transaction is open, and deletes nothing of it'],
  },
  {
    name: 'writes the file first and its line then',
    edits: [
      { file: stagedImage, find: '  await unit.session.stage(table, staged, leaseSeconds)\n', replace: '' },
      {
        file: stagedImage,
        find: '  return staged\n}',
        replace: '  await unit.session.stage(table, staged, leaseSeconds)\n  return staged\n}',
      },
    ],
    on: 'SQLite',
    caughtBy: ['leaves files alone that a verb is writing: their line is there before the first byte'],
  },
  {
    name: 'attaches without counting what it claimed',
    edits: [{ file: writeSet, find: claimed, replace: 'await session.claim(staged)\n  if (staged) return' }],
    on: 'SQLite',
    caughtBy: ['refuses to attach a prepared image that a reaper has looked for in vain, at any point from there'],
  },
  {
    name: 'claims lines of any state',
    edits: [
      {
        file: ledger,
        find: "state = 'staged' and ((",
        replace: '((',
      },
    ],
    on: 'SQLite',
    caughtBy: ['refuses to attach a prepared image that a reaper has looked for in vain, at any point from there'],
  },
  {
    name: 'claims after the rows were written',
    edits: [
      {
        file: writeSet,
        find: '  await claim(session, staged)\n  await session.hold([setLockName(table, key)])\n  await clearSet(write)\n  if (await insertAll(write, staged)) return\n',
        replace:
          '  await session.hold([setLockName(table, key)])\n  await clearSet(write)\n  if (await insertAll(write, staged)) return claim(session, staged)\n',
      },
    ],
    on: 'SQLite',
    caughtBy: ['leaves no row behind when the refusal of a prepared image is swallowed and the transaction commits'],
  },
  {
    name: 'holds no set, on MariaDB',
    edits: [
      {
        file: ledger,
        find: "await this.#run(wait === 'briefly' ? this.#dialect.withLockTimeout(insert) : this.#insert(insert))",
        replace: 'void insert',
      },
    ],
    on: 'MariaDB 5 connections',
    caughtBy: ['lets two replaces of an empty set queue: the last one wins whole'],
  },
  {
    name: 'holds no set, on PostgreSQL',
    edits: [
      {
        file: ledger,
        find: "await this.#run(wait === 'briefly' ? this.#dialect.withLockTimeout(insert) : this.#insert(insert))",
        replace: 'void insert',
      },
    ],
    on: 'PostgreSQL 5 connections',
    caughtBy: [
      'replaces a thumbnail too that was added while the replace waited',
      'lets a replace and a removal queue, in either order',
    ],
  },
  {
    name: 'holds no set when it removes it',
    edits: [{ file: writeSet, find: 'await session.hold(keys.map(key => setLockName(table, key)))', replace: '' }],
    on: 'PostgreSQL 5 connections',
    caughtBy: ['lets a replace and a removal queue, in either order'],
  },
  {
    name: 'leaves the line of the mutex in the ledger',
    edits: [
      {
        file: ledger,
        find: "await this.#delete(sql`path in (${join(sorted)}) and store = '' and state = 'lock'`)",
        replace: '',
      },
    ],
    on: 'SQLite',
    caughtBy: ['starts clean on a connection whose last transaction was rolled back'],
  },
  {
    name: 'locks the gap of an empty set, on MariaDB',
    edits: [{ file: mariadb, find: 'looksBeforeDelete: true', replace: 'looksBeforeDelete: false' }],
    on: 'MariaDB 5 connections, repeatable read',
    caughtBy: ['lets neighbours upload their first images at the same time'],
  },
  {
    name: 'does not see an original that an old snapshot hides, on MariaDB',
    edits: [
      {
        file: session,
        find: "return row.original && (await this.#hasOtherOriginal(table, row)) ? 'exists' : 'inserted'",
        replace: "return 'inserted'",
      },
    ],
    on: 'MariaDB 5 connections, repeatable read',
    caughtBy: [
      'leaves one original when a transaction that sees only the past replaces it alone',
      'lets two replaces queue in transactions of the application: in order, or with an error that asks for a retry',
    ],
  },
  {
    name: 'inserts what is missing only, after it has cleared a set again',
    edits: [
      {
        file: writeSet,
        find: "if ((await session.insert(table, { ...row, key })) === 'exists') return false",
        replace: `if ((await session.insert(table, { ...row, key })) === 'inserted') continue
    await clearSet({ session, table, key, touched: { staged: [], retired: [] } }, staged)
    if ((await session.insert(table, { ...row, key })) === 'exists') return false`,
      },
      {
        file: session,
        find: "return row.original && (await this.#hasOtherOriginal(table, row)) ? 'exists' : 'inserted'",
        replace: "return 'inserted'",
      },
    ],
    on: 'MariaDB 5 connections, repeatable read',
    caughtBy: ['leaves one original when a transaction that sees only the past replaces it with a thumbnail'],
  },
  {
    name: 'adds a thumbnail whether or not its original is still there',
    edits: [
      {
        file: writeSet,
        find: 'if (!(await session.touchOriginal(table, original))) {',
        replace: "if (original.path === 'x') {",
      },
    ],
    on: 'SQLite',
    caughtBy: ['makes the thumbnail of the new original when the old one was replaced meanwhile'],
  },
  {
    name: 'reads the original in its snapshot instead of writing it',
    edits: [
      {
        file: session,
        find: 'const { affected } = await this.#run(\n      sql`update ${tableId(table)} set ${source} = ${source} where',
        replace:
          'const { rows: { length: affected } } = await this.#run(\n      sql`select ${source} from ${tableId(table)} where',
      },
    ],
    on: 'PostgreSQL 5 connections, repeatable read',
    caughtBy: ['adds no thumbnail to an original that only the past knows'],
  },
  {
    name: "finds no original in an ancestor's row",
    edits: [
      {
        file: session,
        find: 'set ${source} = ${source} where ${whereRow(table, row)} and',
        replace: "set ${source} = ${source} where ${source} <> '' and ${whereRow(table, row)} and",
      },
    ],
    on: 'SQLite',
    caughtBy: ["makes thumbnails of an ancestor's original"],
  },
  {
    name: 'keeps the file of a thumbnail that came second',
    edits: [
      {
        file: writeSet,
        find: '    await session.stage(table, [staged], 0)\n    write.touched.staged.push(staged)\n',
        replace: '',
      },
    ],
    on: 'SQLite',
    caughtBy: ['gives the file of a thumbnail back that came second, without a sweep'],
  },
  {
    name: 'takes a duplicate for inserted, as affected rows would have it on MariaDB',
    edits: [
      {
        file: session,
        find: "if (this.#dialect.isDuplicate(error)) return 'exists'",
        replace: "if (this.#dialect.isDuplicate(error)) return 'inserted'",
      },
    ],
    on: 'MariaDB 5 connections, read committed',
    caughtBy: ['gives the file of a thumbnail back that came second, without a sweep'],
  },
  {
    name: 'retires nothing that it clears',
    edits: [{ file: writeSet, find: 'if (others.length > 0) await retire(write, others)', replace: '' }],
    on: 'SQLite',
    caughtBy: ['keeps the files of a replaced image in the ledger until then, and purges them when told to'],
  },
  {
    name: 'writes to the same path again',
    edits: [
      {
        file: 'packages/core/src/image-key.ts',
        find: 'const token = randomToken()',
        replace: "const token = randomToken().replaceAll(/./g, 'a')",
      },
    ],
    on: 'SQLite',
    caughtBy: [
      'ends alike after a plain rollback, a rollback with an error and a thrown error: the old file, and no other',
    ],
  },
  {
    name: 'looks for rows in the default store, not in the one that they name',
    edits: [
      {
        file: 'packages/core/src/stored-row.ts',
        find: 'services.stores.get(row.store)',
        replace: 'services.stores.getDefault()',
      },
    ],
    on: 'SQLite',
    caughtBy: ['finds old images where they are after the default store was switched, and deletes them there'],
  },
  {
    name: 'reads from another store than the row names when it is told to',
    edits: [
      {
        file: 'packages/core/src/stored-row.ts',
        find: 'if (asked && asked !== store) {',
        replace: 'if (asked && !store) {',
      },
    ],
    on: 'SQLite',
    caughtBy: ['finds old images where they are after the default store was switched, and deletes them there'],
  },
  {
    name: 'rounds ids beyond 2^53',
    edits: [
      {
        file: 'packages/core/src/sql/sql-row.ts',
        find: 'return Number.isSafeInteger(number) ? number : BigInt(text)',
        replace: 'return number',
      },
    ],
    on: 'MariaDB 5 connections, read committed',
    caughtBy: ['replaces, settles and removes the images of ids beyond 2^53, and of no other id'],
  },
  {
    name: 'lists thumbnails whatever they were made from',
    edits: [
      {
        file: where,
        find: "${inner}.${column(table, 'path')} = ${outer}.${column(table, 'source')}`",
        replace: "${inner}.${column(table, 'path')} <> ''`",
      },
    ],
    on: 'SQLite',
    caughtBy: ['shows no thumbnail of an original that is gone'],
  },
  {
    name: 'lists thumbnails that were made from an original of another set',
    edits: [
      {
        file: where,
        find: 'keyColumns(table).map(key => sql`${inner}',
        replace: 'table.owner.map(key => sql`${inner}',
      },
    ],
    on: 'PostgreSQL 5 connections',
    caughtBy: ['shows no thumbnail of an original that is gone'],
  },
]
