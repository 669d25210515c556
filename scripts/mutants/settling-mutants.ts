import type { Mutant } from './mutant.ts'

const settler = 'packages/core/src/settler.ts'
const ledger = 'packages/core/src/sql/sql-ledger.ts'
const schema = 'packages/core/src/sql/schema.ts'
const reap = 'packages/core/src/reap.ts'
const sweep = 'packages/core/src/sweep.ts'
const hints = 'packages/core/src/hint-queue.ts'

/** Faults of what deletes files. */
export const settlingMutants: readonly Mutant[] = [
  {
    name: 'takes retired files for garbage',
    edits: [{ file: settler, find: 'evenRetired = false', replace: 'evenRetired = true' }],
    on: 'PostgreSQL 5 connections, read committed',
    caughtBy: [
      'keeps a file its time that was replaced while a sweep stood still before its fence',
      'keeps a file its time that was replaced while a sweep stood still after its fence',
    ],
  },
  {
    name: 'settles any line that was due when it was read',
    edits: [{ file: reap, find: "const evenRetired = state === 'retired' ||", replace: 'const evenRetired = true ||' }],
    on: 'SQLite',
    caughtBy: ['keeps a file its time that was attached and replaced while a reaper had its line in hand'],
  },
  {
    name: 'does not ask whether the row was deleted meanwhile',
    edits: [
      { file: settler, find: "if (!evenRetired && (await this.#isRetired(request))) return 'retained'", replace: '' },
    ],
    on: 'MariaDB 5 connections, repeatable read',
    caughtBy: ['keeps a file its time that was replaced while a sweep stood still after its fence'],
  },
  {
    name: 'looks without a fence',
    edits: [{ file: settler, find: 'await session.fence(request, evenRetired)', replace: '' }],
    on: 'PostgreSQL 5 connections',
    caughtBy: [
      'does not take a commit that is still in flight for a rollback, though a hint says that all is over',
      'sweeps without any grace while a transaction is open, and deletes nothing of it',
    ],
  },
  {
    name: 'keeps a line for each path and store',
    edits: [
      { file: ledger, find: "const key = ['path'] as const", replace: "const key = ['path', 'store'] as const" },
      { file: schema, find: 'not null primary key,', replace: 'not null,' },
      {
        file: schema,
        find: 'tries int not null default 0\n',
        replace: 'tries int not null default 0,\n  primary key (path, store)\n',
      },
    ],
    on: 'PostgreSQL 5 connections',
    caughtBy: ['deletes nothing of an open transaction either when it sweeps the same place under another name'],
  },
  {
    name: 'looks first and fences then',
    edits: [
      {
        file: settler,
        find: 'await session.fence(request, evenRetired)\n      if (await this.hasRow(request)) {',
        replace:
          'const found = await this.hasRow(request)\n      await session.fence(request, evenRetired)\n      if (found) {',
      },
    ],
    on: 'MariaDB 5 connections, read committed',
    caughtBy: ['sweeps without any grace while a transaction is open, and deletes nothing of it'],
  },
  {
    name: 'fences and looks in one transaction of REPEATABLE READ',
    edits: [
      {
        file: settler,
        find: 'await session.fence(request, evenRetired)\n      if (await this.hasRow(request)) {',
        replace: `let found = false
      await this.#repository.transaction(async trx => {
        const inner = this.#repository.session(trx)
        await inner.fence(request, evenRetired)
        for (const known of this.tables) {
          if ((await inner.findPaths(known, [request.path])).has(request.path)) found = true
        }
      })
      if (found) {`,
      },
      {
        file: 'packages/kysely/src/kysely-repository.ts',
        find: "transaction.setIsolationLevel('read committed').execute(workOnce)",
        replace: 'transaction.execute(workOnce)',
      },
    ],
    on: 'PostgreSQL 5 connections, repeatable read',
    caughtBy: ['looks for rows anew after it has waited, also where the database defaults to REPEATABLE READ'],
  },
  {
    name: 'waits for a transaction for ever, on PostgreSQL',
    edits: [
      { file: 'packages/core/src/sql/postgres.ts', find: "'lock_timeout', '2000'", replace: "'lock_timeout', '12000'" },
    ],
    on: 'PostgreSQL one connection, read committed',
    caughtBy: ['does not wait for ever for a transaction that stays open'],
  },
  {
    name: 'waits for a transaction for ever, on MariaDB',
    edits: [
      {
        file: 'packages/core/src/sql/mariadb.ts',
        find: 'innodb_lock_wait_timeout = 2 for',
        replace: 'innodb_lock_wait_timeout = 12 for',
      },
    ],
    on: 'MariaDB one connection, read committed',
    caughtBy: ['does not wait for ever for a transaction that stays open'],
  },
  {
    name: 'believes the line and looks for no row',
    edits: [{ file: settler, find: 'if (await this.hasRow(request)) {', replace: "if (request.path === '') {" }],
    on: 'SQLite',
    caughtBy: [
      'keeps the file of a row although the line of another ledger condemns it',
      "keeps an ancestor's file whose row was written again before its line was due",
    ],
  },
  {
    name: 'asks only the table that the line names',
    edits: [
      {
        file: settler,
        find: 'for (const known of this.tables) if (',
        replace: 'for (const known of [this.#table(table)]) if (',
      },
    ],
    on: 'SQLite',
    caughtBy: ['keeps a file whose row another table has than the line says'],
  },
  {
    name: "never finds an ancestor's row",
    edits: [{ file: settler, find: "row.path === '' &&", replace: "row.path === 'x' &&" }],
    on: 'SQLite',
    caughtBy: ["keeps an ancestor's file whose row was written again before its line was due"],
  },
  {
    name: 'stops at the first line that fails',
    edits: [{ file: settler, find: "return 'failed'", replace: 'throw error' }],
    on: 'SQLite',
    caughtBy: ['goes on with the others when a store is unknown, a table is, or a file cannot be deleted'],
  },
  {
    name: 'forgets a file whose deletion failed',
    edits: [
      {
        file: settler,
        find: 'await store.deleteFile(key)',
        replace: 'await store.deleteFile(key).catch(() => undefined)',
      },
    ],
    on: 'SQLite',
    caughtBy: ['deletes later what could not be deleted after the commit, and takes an absent file for deleted'],
  },
  {
    name: 'tries what failed again at once',
    edits: [
      { file: settler, find: '.root.postpone(request, seconds, true)', replace: '.root.postpone(request, 0, true)' },
    ],
    on: 'SQLite',
    caughtBy: ['goes on with the others when a store is unknown, a table is, or a file cannot be deleted'],
  },
  {
    name: 'releases lines of any state',
    edits: [
      {
        file: ledger,
        find: "where path = ${path} and store = ${store} and state = 'doomed'`",
        replace: 'where path = ${path} and store = ${store}`',
      },
    ],
    on: 'SQLite',
    caughtBy: ['drops no line that another transaction has written since, so that its file is not forgotten'],
  },
  {
    name: 'deletes retired files at the commit, whatever keepRetired says',
    edits: [
      { file: hints, find: 'this.#options.keepRetired === 0 ?', replace: 'staged ?' },
      { file: hints, find: 'evenRetired: this.#options.keepRetired === 0', replace: 'evenRetired: true' },
    ],
    on: 'SQLite',
    caughtBy: ['opens an image whose row was read before it was replaced, as long as retired files are kept'],
  },
  {
    name: 'reaps retired files at the first sighting, whatever keepRetired says',
    edits: [{ file: reap, find: 'due > 0 || keepRetired === 0', replace: 'due >= 0' }],
    on: 'SQLite',
    caughtBy: ['serves an old URL until the time to keep it is over, counted from the first sighting'],
  },
  {
    name: 'reaps a line again and again that cannot be put off',
    edits: [{ file: reap, find: " || event.outcome === 'failed'", replace: '' }],
    on: 'SQLite',
    caughtBy: ['comes to an end when a failure cannot even be put off'],
  },
  {
    name: 'merges listing and rows in the order of their keys',
    edits: [
      {
        file: sweep,
        find: 'return page.filter(file => !known.has(file.path))',
        replace: `const rows: string[] = []
  for (const table of settler.tables) {
    for (const row of await repository.root.scan(table, undefined, 1_000)) rows.push(row.path)
  }
  return page.filter(file => {
    if (rows[0] !== file.path) return true
    rows.shift()
    return false
  })`,
      },
    ],
    on: 'SQLite',
    caughtBy: ['calls no file garbage that a row has, in whatever order the store lists and the database sorts'],
  },
  {
    name: 'sweeps without asking the ledger',
    edits: [
      {
        file: sweep,
        find: '  for (const path of await repository.root.findLines(unknown())) known.add(path)\n',
        replace: '',
      },
    ],
    on: 'SQLite',
    caughtBy: ['leaves prepared images to their lease'],
  },
  {
    name: 'sweeps files of every object type',
    edits: [
      {
        file: sweep,
        find: 'settler.tables.find(known => known.objectType.toLowerCase() === objectType)',
        replace: 'settler.tables.find(known => known.objectType !== objectType)',
      },
    ],
    on: 'SQLite',
    caughtBy: ['leaves files of an object type alone that has no attachment here'],
  },
  {
    name: 'sweeps the namespaces of other applications',
    edits: [{ file: sweep, find: '`${await repository.root.namespace()}/`', replace: "''" }],
    on: 'SQLite',
    caughtBy: ['leaves the files alone that another application keeps in the same bucket'],
  },
  {
    name: 'deletes what it sweeps without settling it',
    edits: [
      {
        file: sweep,
        find: 'return settler.settle(request)',
        replace: `await store.deleteFile({ ...request, objectType: '', objectId: undefined, width: 1, height: 1, mimetype: '' })
  return 'deleted'`,
      },
    ],
    on: 'MariaDB 5 connections',
    caughtBy: ['sweeps without any grace while a transaction is open, and deletes nothing of it'],
  },
]
