import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.ts'
import { nobody, together } from './people.ts'

/** Milliseconds during which a file of a row that was just read must be there, whatever happens to the row. */
const grace = 1_000

/**
 * Reads what everybody may read, while others write. Returns breaches of I1 and I4. Between a row and its file it waits
 * for `linger` milliseconds, as the reader of a page does.
 */
export async function checkOnce(db: Kysely<Database>, folder: string, linger: number): Promise<readonly string[]> {
  return [...(await checkNames(db)), ...(await checkFiles(db, folder, linger))]
}

/** The application's row and the picture changed together: one statement sees both. */
async function checkNames(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('person')
    .leftJoin('person_picture', join =>
      join.onRef('person_picture.person_id', '=', 'person.id').on(sql<boolean>`person_picture.original`),
    )
    .select(['person.id', 'person.name', 'person_picture.checksum'])
    .where('person.id', 'in', together)
    .execute()
  return rows
    .filter(({ name, checksum }) => (checksum ?? nobody) !== name)
    .map(({ id, name, checksum }) => `person ${id} is ${name}, the picture is ${checksum}`)
}

async function checkFiles(db: Kysely<Database>, folder: string, linger: number): Promise<readonly string[]> {
  const started = performance.now()
  const rows = await db.selectFrom('person_picture').select(['path', 'checksum', 'byte_size']).execute()
  await delay(linger)
  const found = await Promise.all(
    rows.map(async ({ path, checksum, byte_size }) => {
      const bytes = await tryRead(join(folder, path))
      if (!bytes) {
        if (performance.now() - started < grace) return `I4: ${path} is gone right after its row was read`
        const row = await db.selectFrom('person_picture').select('path').where('path', '=', path).executeTakeFirst()
        return row && !(await tryRead(join(folder, path))) ? `I1: a row has ${path}, which is gone` : undefined
      }
      if (bytes.length !== Number(byte_size)) return `I4: ${path} has ${bytes.length} bytes, not ${byte_size}`
      const actual = createHash('sha256').update(bytes).digest('hex')
      return actual === checksum ? undefined : `I4: ${path} has other bytes`
    }),
  )
  return found.filter(what => what !== undefined)
}

async function tryRead(place: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(place)
  } catch {
    // Absence is what the caller asks about.
    return undefined
  }
}
