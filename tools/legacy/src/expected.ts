import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a row was for SQLAlchemy-ImageAttach. */
export interface ExpectedRow {
  readonly table: 'user_picture' | 'post_photo'
  /** The owner's column first, then the discriminators. */
  readonly pk: Readonly<Record<string, number>>
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly original: boolean
  /** ISO 8601 without zone, UTC. */
  readonly created_at: string
  readonly object_type: string
  readonly object_id: string
  /** Below the store's folder. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly url: string
  readonly html: string
}

export interface Expected {
  readonly base_url: string
  readonly rows: readonly ExpectedRow[]
}

/** Reads DIR/expected.json. */
export function readExpected(folder: string): Expected {
  return JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
}

/** A row in words. */
export function describeRow({ table, pk, width, height }: ExpectedRow): string {
  const key = Object.entries(pk).map(([name, value]) => `${name} ${value}`)
  return `${table}, ${key.join(', ')}, ${width}×${height}`
}
