import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.ts'
import { thumbnailOf } from '../shade-resizer.ts'

/** What the rows say at one moment, and what is wrong with it. */
export interface Pictures {
  /** `store/path` of each row. */
  readonly places: readonly string[]
  /** Rows that still name the source. */
  readonly left: number
  readonly violations: readonly string[]
}

/** Looks at each row that is committed: its file is in the store that it names, whole. `'bytes'` reads it, too. */
export async function checkPictures(db: Kysely<Database>, home: string, how: 'length' | 'bytes'): Promise<Pictures> {
  const rows = await db
    .selectFrom('person_picture')
    .select(['person_id', 'original', 'width', 'height', 'path', 'store', 'source', 'byte_size', 'checksum'])
    .orderBy('person_id')
    .orderBy('original', 'desc')
    .execute()
  const violations: string[] = []
  let original: { readonly person: number; readonly path: string; readonly bytes: Uint8Array } | undefined
  for (const row of rows) {
    const what = `person ${row.person_id}, ${row.width}x${row.height}, ${row.store}/${row.path}`
    const place = join(home, row.store, row.path)
    if (how === 'length') {
      const file = await stat(place).catch(() => undefined)
      if (file?.size !== Number(row.byte_size)) violations.push(`I1: ${what}: ${file?.size} bytes`)
      continue
    }
    const bytes = await readFile(place).catch(() => undefined)
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== row.checksum) {
      violations.push(`I1: ${what}: ${bytes ? 'other bytes' : 'no file'}`)
    } else if (row.original) {
      if (original?.person === row.person_id) violations.push(`I1: ${what}: a second original`)
      original = { person: row.person_id, path: row.path, bytes }
    } else if (original?.person !== row.person_id || original.path !== row.source) {
      violations.push(`I4: ${what}: made of another original`)
    } else if (!thumbnailOf(original.bytes, row.width, row.height).every((byte, index) => byte === bytes[index])) {
      violations.push(`I4: ${what}: does not show its original`)
    }
  }
  const places = rows.map(({ store, path }) => `${store}/${path}`).sort()
  return { places, left: rows.filter(({ store }) => store === 'old').length, violations }
}
