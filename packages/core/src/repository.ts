import type { ImageRow, NewImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import type { Key } from './key.js'
import type { FilePlace, LedgerLine, LedgerState } from './ledger.js'
import type { SchemaSession } from './schema-session.js'
import type { Side } from './thumbnail-size.js'

/**
 * Where rows live: what an adapter supplies to core. `THandle` is what users of the ORM call a connection or a
 * transaction: `Kysely<DB>`, `EntityManager`, `Knex`; `TTransaction` is the kind that is always a transaction.
 */
export interface Repository<THandle, TTransaction extends THandle = THandle> {
  /** Names the adapter in messages. */
  readonly name: string

  /**
   * Which deletes of owners the adapter notices by itself, taking their images along:
   * `'always'`, `'in-transaction'`, or `'never'`, when only `remove()` and `removeFor(owners)` do.
   */
  readonly seesOwnerDeletes: 'always' | 'in-transaction' | 'never'

  /**
   * Statements outside any transaction, on the primary, each committed by itself and on any connection. A statement
   * waits rather than join a transaction that somebody else has open; nor does it join the ambient transaction of an ORM
   * that has such.
   */
  readonly root: RepositorySession

  /**
   * Statements on the caller's handle. Asked for once by each verb: the session stays with the transaction that the
   * handle is in now, and throws {@link TransactionRequiredError} when that has ended, even if the handle is in another.
   * For a handle of another database it throws {@link ConnectionError}, as {@link anotherDatabase} makes it.
   */
  session(handle: THandle): RepositorySession

  /**
   * Whether the handle is an open transaction, so that its statements commit or vanish together. A verb that is bound to
   * one that is not opens transactions of its own.
   */
  isTransaction(handle: THandle): boolean

  /**
   * What the adapter names to {@link ImageAttach.transactionEnded} when the transaction of this handle has ended. For
   * adapters that see the end of transactions which the application opened. Default: they do not.
   */
  transactionOf?(handle: THandle): object | undefined

  /**
   * Runs the work in a transaction of its own, READ COMMITTED where there is a choice. Fulfilled: it was committed.
   * Rejected: the outcome is unknown, though usually it was rolled back.
   */
  transaction<TResult>(work: (transaction: TTransaction) => Promise<TResult>): Promise<TResult>

  /**
   * Whether the error says that another transaction got in the way, so that running it all again may succeed. A
   * duplicate key says no such thing.
   */
  isConflict(error: unknown): boolean
}

/** The statements that core needs. Each runs when called, in the order called. */
export interface RepositorySession {
  /** The images of one set, or of all sets of an owner when the key holds owner columns only. In no order. */
  find(table: ImageTable, key: Key): Promise<readonly ImageRow[]>

  /**
   * The images of many owners, in one statement for any reasonable number. In no order. With `side` only those of this
   * width or height and variant `''` that are {@link currentRows}.
   */
  findMany(table: ImageTable, owners: readonly Key[], side?: Side): Promise<readonly ImageRow[]>

  /** A page of the table, in the order of its primary key, from behind a row. */
  scan(table: ImageTable, after: RowPosition | undefined, limit: number): Promise<readonly ImageRow[]>

  /** How many rows name one of these stores, or any. */
  countIn(table: ImageTable, stores?: readonly string[]): Promise<number>

  /**
   * Writes one row. `'exists'` when a row with this key, size and variant is there already, or another original, even
   * if the snapshot of the transaction hides it; it is left as it is, and whether the new row is there is not told.
   */
  insert(table: ImageTable, row: NewImageRow): Promise<'inserted' | 'exists'>

  /** Deletes the images of one set, or of all sets of an owner, and returns them as they were. None is no error. */
  clear(table: ImageTable, key: Key): Promise<readonly ImageRow[]>

  /** Deletes one row; `false` when it was gone already. */
  deleteRow(table: ImageTable, row: ImageRow): Promise<boolean>

  /**
   * Proves by writing (without changing anything) that the row is still the original of its set, and keeps it so until
   * the transaction ends.
   */
  touchOriginal(table: ImageTable, row: ImageRow): Promise<boolean>

  /**
   * Makes rows name other files, each if it still names the one that it did; fills in length and checksum where they were
   * not known. Returns how many rows did: the others were changed or deleted meanwhile.
   */
  moveRows(table: ImageTable, moves: readonly RowMove[]): Promise<number>

  /** Makes the thumbnails of sets name other sources, those that name the source that is told. */
  moveSources(table: ImageTable, moves: readonly SourceMove[]): Promise<void>

  /** Which of these paths a committed row of the table has. */
  findPaths(table: ImageTable, paths: readonly string[]): Promise<ReadonlySet<string>>

  /** The random namespace of the application. Throws {@link SchemaError} when there is no ledger. */
  namespace(): Promise<string>

  /**
   * The mutexes of sets: waits until no other open transaction holds one of the names, then holds them until this one
   * ends. `'briefly'`: two seconds at most for each, then it throws an error that {@link Repository.isConflict} knows.
   * Names of one call never wait crosswise for those of another.
   *
   * @throws {@link TransactionRequiredError} when the transaction is over already, if the engine can tell
   */
  hold(names: readonly string[], wait?: 'briefly'): Promise<void>

  /** Writes `staged` lines that are due after so many seconds. */
  stage(table: ImageTable, files: readonly FilePlace[], leaseSeconds: number): Promise<void>

  /**
   * Deletes `staged` lines and returns how many there were.
   *
   * @throws {@link TransactionRequiredError} when the transaction is over already, if the engine can tell
   */
  claim(files: readonly FilePlace[]): Promise<number>

  /** Writes `retired` lines that no reaper has seen. */
  retire(table: ImageTable, files: readonly RetiredFile[]): Promise<void>

  /** Writes `moved` lines, which are never due. */
  leaveBehind(table: ImageTable, files: readonly RetiredFile[]): Promise<void>

  /**
   * Writes the line as `doomed`; one that is `moved` stays so, and one that is `retired` unless told otherwise. Either
   * way it waits for any transaction in flight that has written a line of this path, under whatever name of a store,
   * two seconds at most, then throws an error that {@link Repository.isConflict} knows.
   */
  fence(line: FenceLine, evenRetired: boolean): Promise<void>

  /** Deletes the line if it is still `doomed`. */
  release(file: FilePlace): Promise<void>

  /** Puts the line off by so many seconds, and counts a failed try if told so. */
  postpone(file: FilePlace, seconds: number, failed: boolean): Promise<void>

  /** The lines that are due, oldest first, without locking them. */
  dueLines(limit: number): Promise<readonly LedgerLine[]>

  /** A page of the `retired` lines, in the order of their paths, from behind a path. */
  retiredLines(limit: number, after: string): Promise<readonly LedgerLine[]>

  /** A page of the `moved` lines of these stores, in the order of their paths, from behind a path. */
  movedLines(stores: readonly string[], limit: number, after: string): Promise<readonly LedgerLine[]>

  /** Which of these paths have a line of this state, or of any, whatever its store. */
  findLines(paths: readonly string[], state?: LedgerState): Promise<readonly string[]>

  /** What can be done to the tables themselves. Default: nothing, and {@link ImageAttach.planUpgrade} says so. */
  readonly schema?: SchemaSession
}

/** A file that a settler looks at, and whose rows decide about it. */
export type FenceLine = Pick<LedgerLine, 'path' | 'store' | 'table' | 'legacy'>

/** A file whose row was deleted. */
export interface RetiredFile extends FilePlace {
  readonly legacy: string | null
}

/** Where a row is in the order of the primary key. */
export type RowPosition = Pick<ImageRow, 'key' | 'width' | 'height' | 'variant'>

/** A row that is to name another file. */
export interface RowMove {
  readonly row: ImageRow
  readonly to: MovedFile
}

/** A set whose thumbnails are to name another source. */
export interface SourceMove {
  readonly key: Key
  /** The path of the original that they name. */
  readonly from: string
  readonly to: string
}

/** The file that a row is to name from now on. */
export interface MovedFile extends FilePlace {
  readonly byteSize: number
  readonly checksum: string
}
