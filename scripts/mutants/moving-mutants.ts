import type { Mutant } from './mutant.ts'

const flips = 'packages/core/src/flip-queue.ts'
const copy = 'packages/core/src/copy-file.ts'
const moves = 'packages/core/src/sql/sql-moves.ts'

/** Faults of what moves images from store to store. */
export const movingMutants: readonly Mutant[] = [
  {
    name: 'moves a row whatever file it names by now',
    edits: [
      {
        file: moves,
        find: ' and ${store} = ${row.store} and ${path} = ${row.path}`',
        replace: '`',
      },
      { file: moves, find: "sql`case ${value} ${join(cases, ' ')} end`", replace: 'sql`${replacements[0]?.to}`' },
    ],
    on: 'SQLite',
    caughtBy: ['leaves a picture alone that is replaced while it is copied'],
  },
  {
    name: 'commits the flips of a batch of which one could not be made',
    edits: [
      {
        file: flips,
        find: "if ((await flipRows(write, flips)) !== 'moved') throw new NotTogether()",
        replace: 'await flipRows(write, flips)',
      },
    ],
    on: 'SQLite',
    caughtBy: ['moves the others when one of several pictures is replaced while they are copied'],
  },
  {
    name: 'lets all wait for the one image whose set a transaction of the application keeps',
    edits: [{ file: flips, find: 'void this.#alone(one)', replace: 'await this.#alone(one)' }],
    on: 'PostgreSQL',
    caughtBy: ['moves the others while a transaction of the application keeps one of several pictures to itself'],
  },
  {
    name: 'gives up a batch of which one flip could not be made',
    edits: [
      {
        file: flips,
        find: 'if (error instanceof NotTogether || repository.isConflict(error)) return false',
        replace: 'if (repository.isConflict(error)) return false',
      },
    ],
    on: 'SQLite',
    caughtBy: ['moves the others when one of several pictures is replaced while they are copied'],
  },
  {
    name: 'does not ask whether the copy is still staged',
    edits: [
      {
        file: flips,
        find: "if ((await session.claim(files)) < flips.length) return 'expired'",
        replace: 'await session.claim(files)',
      },
    ],
    on: 'SQLite',
    caughtBy: ['copies again what a reaper has taken for garbage before the row was changed'],
  },
  {
    name: 'leaves the thumbnails of a moved original behind',
    edits: [{ file: flips, find: 'await session.moveSources(table, sources)', replace: 'void sources' }],
    on: 'SQLite',
    caughtBy: ['keeps thumbnails with their original, and makes new ones of it, wherever it is'],
  },
  {
    name: 'forgets where a moved file was',
    edits: [
      {
        file: flips,
        find: 'flips.map(({ row }) => retiredFile(table, row)),',
        replace: 'flips.slice(flips.length).map(({ row }) => retiredFile(table, row)),',
      },
    ],
    on: 'SQLite',
    caughtBy: ['moves the images of all attachments, and deletes nothing of the source before it is pruned'],
  },
  {
    name: 'believes what the source holds',
    edits: [
      {
        file: copy,
        find: "if (row.checksum !== null && found.checksum !== row.checksum) throw new CopyFailure('wrong-checksum')",
        replace: '',
      },
    ],
    on: 'SQLite',
    caughtBy: ['lists files that are missing or wrong, leaves their rows alone, and moves the rest'],
  },
]
