import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Kysely } from 'kysely'
import type { Database } from './database/tables.ts'
import { thumbnailOf } from './shade-resizer.ts'

/** What an application shows: its own rows, and the pictures behind the image rows. */
export interface State {
  /** People and what their pictures hold, in a form that can be compared. */
  readonly text: string
  /** The files that rows name. */
  readonly paths: readonly string[]
  /** Breaches of I1 and I4: a row whose file is missing, partial, or another image's. */
  readonly violations: readonly string[]
}

/** Reads everything that is committed, and compares every row with its file, byte by byte. */
export async function readState(db: Kysely<Database>, folder: string): Promise<State> {
  const persons = await db.selectFrom('person').selectAll().orderBy('id').execute()
  const rows = await db
    .selectFrom('person_picture')
    .selectAll()
    .orderBy('person_id')
    .orderBy('original', 'desc')
    .orderBy('width')
    .execute()
  const violations: string[] = []
  const originals = new Map<number, { readonly path: string; readonly bytes: Uint8Array }>()
  const lines = persons.map(({ id, name }) => `person ${id} ${name}`)
  for (const row of rows) {
    const what = `row ${row.person_id} ${row.original ? 'original' : 'thumbnail'} ${row.width}x${row.height} ${row.path}`
    lines.push(`picture ${row.person_id} ${Boolean(row.original)} ${row.width}x${row.height} ${row.checksum}`)
    const bytes = await tryRead(join(folder, row.path))
    if (!bytes) {
      violations.push(`I1: ${what}: no file`)
      continue
    }
    if (bytes.length !== Number(row.byte_size))
      violations.push(`I1: ${what}: ${bytes.length} bytes, not ${row.byte_size}`)
    else if (checksum(bytes) !== row.checksum) violations.push(`I4: ${what}: other bytes`)
    if (row.original) {
      if (originals.has(row.person_id)) violations.push(`I1: ${what}: a second original`)
      originals.set(row.person_id, { path: row.path, bytes })
      continue
    }
    const original = originals.get(row.person_id)
    if (original?.path !== row.source) violations.push(`I4: ${what}: made of another original`)
    else if (checksum(thumbnailOf(original.bytes, row.width, row.height)) !== row.checksum)
      violations.push(`I4: ${what}: does not show the original`)
  }
  return { text: lines.join('\n'), paths: rows.map(row => row.path), violations }
}

function checksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function tryRead(place: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(place)
  } catch {
    // Absent, or no file: both break the promise.
    return undefined
  }
}

/** Everything in a folder that is no folder, temporary files included, sorted. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  if (!(await lstat(folder).catch(() => undefined))) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}
