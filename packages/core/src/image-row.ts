import type { Key } from './key.js'

/** One row of an image table, read exactly: no driver has rounded its ids or cut its timestamp. */
export interface ImageRow<TRecord = unknown> {
  /** Owner and discriminator values. */
  readonly key: Key
  /** Pixels; upright, except on rows of SQLAlchemy-ImageAttach, which hold the size as coded. */
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly original: boolean
  /** `YYYY-MM-DD HH:MM:SS`, with up to six decimals; UTC on the rows that ImageAttach writes. */
  readonly createdAt: string
  /** `''` on rows of SQLAlchemy-ImageAttach. */
  readonly path: string
  /** For a thumbnail, the path of the original it was made from. */
  readonly source: string
  /** The name of the store that holds the bytes; `''` on rows of SQLAlchemy-ImageAttach. */
  readonly store: string
  /** `''` for a plain resize. */
  readonly variant: string
  readonly byteSize: number | null
  readonly checksum: string | null
  readonly placeholder: string | null
  readonly filename: string | null
  /** JSON text. */
  readonly metadata: string | null
  /** The whole row as the ORM returns it, the application's own columns included. */
  readonly record: TRecord
}

/** A row to be written. */
export interface NewImageRow extends Omit<ImageRow, 'record'> {
  /** Values of the application's own columns, by the names that the application uses. */
  readonly columns: Readonly<Record<string, unknown>>
}

/** The original of a set. Ancestors may have left two: then the newest counts, then the largest. */
export function findOriginal<TRow extends ImageRow>(rows: readonly TRow[]): TRow | undefined {
  let found: TRow | undefined
  for (const row of rows) if (row.original && (!found || newestThenLargest(row, found) < 0)) found = row
  return found
}

/** The rows that are still true: the original and the thumbnails that were made from it. */
export function currentRows<TRow extends ImageRow>(rows: readonly TRow[]): readonly TRow[] {
  const original = findOriginal(rows)
  const path = original?.path ?? ''
  return rows.filter(row => row === original || (!row.original && row.source === path))
}

/** Orders originals: which of several counts. */
export function newestThenLargest(left: ImageRow, right: ImageRow): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1
  return right.width * right.height - left.width * left.height
}
