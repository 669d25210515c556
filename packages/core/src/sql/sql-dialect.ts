import type { KeyValue } from '../key.js'
import type { SqlText } from './sql-text.js'

/** What the engines write differently. Everything else of {@link SqlSession} is the same text everywhere. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'postgres' | 'mariadb'

  /** An identifier in quotes. */
  quote(identifier: string): string

  /** The nth parameter, from 1. */
  placeholder(index: number): string

  /** Any value as text, exactly: ids beyond 2^53 keep all their digits. */
  asText(expression: SqlText): SqlText

  /** A timestamp as `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
  timestampAsText(expression: SqlText): SqlText

  /** Whether timestamps are text in the database, which no driver cuts. Default false. */
  readonly timestampsAreText?: boolean

  /** The text of a UTC timestamp as a parameter of an insert. */
  timestampParameter(text: string): unknown

  /** A list of values for `in (…)`, from one parameter, so that the statement is short. Default: one for each value. */
  listOf?(values: readonly KeyValue[]): SqlText

  /** Seconds since 1970 by the clock of the database. */
  readonly now: SqlText

  /**
   * What follows an insert so that it replaces `columns` of a row with the same primary key, and locks the row in any
   * case. A row of which `unless` is true stays as it is.
   */
  onConflictUpdate(key: readonly string[], columns: readonly string[], unless?: SqlText): SqlText

  /** What follows an insert so that a row with the same primary key is left alone. Default: the insert fails. */
  readonly onConflictDoNothing?: SqlText

  /**
   * Whether a clearing must first see that there is something to clear: a delete that finds nothing locks the gap
   * against other owners' inserts.
   */
  readonly looksBeforeDelete: boolean

  /** A delete that finds its rows by the primary key: a scan would wait for rows that it does not mean. */
  deleteByKey(table: unknown, where: SqlText): SqlText

  /** An update that finds its rows by the primary key, for the same reason. */
  updateByKey(table: unknown, set: SqlText, where: SqlText): SqlText

  /** Wraps a statement so that it waits for locks two seconds at most. */
  withLockTimeout(insert: LockableInsert): SqlText

  /**
   * Selects `iaopen`: 1 inside a transaction. For an engine that ends a transaction after a deadlock and lets the
   * statements that follow commit one by one. Default: the engine refuses them.
   */
  readonly transactionProbe?: SqlText

  /** Whether the error tells that another transaction got in the way. */
  isConflict(error: unknown): boolean

  /** Whether the error tells that a row with this key exists. */
  isDuplicate(error: unknown): boolean

  /** Whether the error tells that a table does not exist. */
  isMissingTable(error: unknown): boolean

  /** Whether the error tells that a column does not exist. */
  isMissingColumn(error: unknown): boolean

  /** Reads what the database says of a table. */
  readonly catalog: CatalogQueries
}

/** The statements that ask a database what a table is like. */
interface CatalogQueries {
  /** `iacolumn` of each column in order, and `iaprecision` of a timestamp whose decimals are counted. */
  columns(table: readonly string[]): SqlText

  /** `iaindex`, `iaprimary` and `iaunique` (1 or true) and `iacolumn` of each column of each index, in order. */
  indexes(table: readonly string[]): SqlText

  /**
   * `iasql` of the table, of its indexes and of its triggers, in this order. For an engine that cannot change a primary
   * key, so that the table must be made anew.
   */
  definitions?(table: readonly string[]): SqlText
}

/** An `insert into … values (…) …` in pieces, for {@link SqlDialect.withLockTimeout}. */
export interface LockableInsert {
  /** `into t (a, b)` */
  readonly into: SqlText
  /** `values (1, 2), (3, 4)` */
  readonly values: SqlText
  /** `on conflict …` */
  readonly rest: SqlText
}

/** The code of a driver's error, whatever it is called. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const { code, errno } = error as { readonly code?: unknown; readonly errno?: unknown }
  return typeof code === 'string' ? code : String(errno ?? '')
}
