/**
 * What an attachment is about, as an adapter infers it from the application's own types. Users never write it.
 */
export interface ImageTypes {
  /** A connection or transaction of the ORM. */
  readonly handle: unknown
  /** A row of the image table as the ORM returns it. */
  readonly record: unknown
  /** The application's own columns of the image table, as they are inserted. */
  readonly columns: object
  /** What identifies an owner. */
  readonly owner: object
  /** What tells the sets of one owner apart; empty for a single set. */
  readonly discriminator: object
}
