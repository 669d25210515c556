import { checksum } from './checksum.js'
import { type ImageTable, keyColumns } from './image-table.js'
import type { Key } from './key.js'

/**
 * The ledger is one small table beside the image tables. A line says what is promised about one file; there is one for
 * each path, whatever its store, since two names may mean one bucket:
 *
 * - `staged`: about to be written, or written and not yet attached; garbage once the lease is over
 * - `retired`: its row was deleted; it goes when it has been kept long enough
 * - `doomed`: a settler is looking whether it may go
 * - `moved`: its image was moved to another store; it stays until its store is pruned
 *
 * A line of state `lock` exists only inside a transaction: it is the mutex of a set.
 */
export type LedgerState = 'staged' | 'retired' | 'doomed' | 'moved' | 'lock'

/** Where a file is. */
export interface FilePlace {
  readonly path: string
  /** The name of the store. */
  readonly store: string
}

/** A file that the ledger knows. */
export interface LedgerLine extends FilePlace {
  readonly state: LedgerState
  /** The SQL name of the table whose rows decide whether the file lives. */
  readonly table: string
  /** For files of SQLAlchemy-ImageAttach, whose rows hold no path: what their place is computed from, as JSON. */
  readonly legacy: string | null
  /** When it is to be looked at, in seconds since 1970 by the database's clock; 0: not yet seen by a reaper. */
  readonly due: number
  /** How often settling it has failed. */
  readonly tries: number
}

/** The name of the line that guards a set while it is changed. */
export function setLockName(table: ImageTable, key: Key): string {
  const values = keyColumns(table).map(column => String(key[column.name]))
  return `set:${checksum(new TextEncoder().encode(JSON.stringify([table.schema ?? '', table.sqlName, ...values])))}`
}
