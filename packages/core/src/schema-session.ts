import type { ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'

/** What a repository knows of the tables themselves, and the statements that change them. */
export interface SchemaSession {
  /** The name of the ledger, as SQL has it. */
  readonly ledger: string

  /**
   * For everything that writes rows. Fails no transaction, and looks once for each table that is complete.
   *
   * @throws {@link SchemaError} with the statements that the table needs, when it lacks columns
   */
  requireColumns(table: ImageTable): Promise<void>

  /** The statements that make the ledger; none when it is there. */
  ledgerChanges(): Promise<readonly string[]>

  /**
   * The statements that make a table of SQLAlchemy-ImageAttach one of ours, in their order; none when it is one.
   *
   * @throws {@link SchemaError} when it is no table of images, or its sets are told apart by other columns
   */
  tableChanges(table: ImageTable): Promise<readonly string[]>

  /** The originals of sets that have more than one, in no order. */
  findRivals(table: ImageTable): Promise<readonly ImageRow[]>

  /** Deletes an original and returns it; no row when it was gone. Needs no column that SQLAlchemy-ImageAttach lacked. */
  deleteOriginal(table: ImageTable, row: ImageRow): Promise<readonly ImageRow[]>

  /** Runs a statement of those that `ledgerChanges` and `tableChanges` gave. */
  change(statement: string): Promise<void>
}
