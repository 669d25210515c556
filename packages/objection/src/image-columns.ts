/**
 * The columns that every image table has, as properties of an image model. An application reads them; only ImageAttach
 * writes them.
 */
export interface ImageColumns {
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  readonly mimetype: string
  /** SQLite and MariaDB return 0 or 1. */
  readonly original: boolean | number
  /** SQLite returns text. With mappers that rename it the property is `createdAt`. */
  readonly created_at: Date | string
  readonly path: string
  readonly source: string
  readonly store: string
  readonly variant: string
  /** PostgreSQL returns text. With mappers that rename it the property is `byteSize`. */
  readonly byte_size: number | string | bigint | null
  readonly checksum: string | null
  readonly placeholder: string | null
  readonly filename: string | null
  /** JSON text. */
  readonly metadata: string | null
}
