import type { Knex } from 'knex'
import { createTables } from './create-tables.js'
import type { Engine, Isolation, OpenDatabase } from './engines.js'

/** A database with the tables of the tests, all empty, that one case has to itself. */
export interface EmptyDatabase extends OpenDatabase {
  readonly id: string
  /** For the test itself: never waits for what the applications have open, where the engine has several connections. */
  readonly outside: Knex
  /** Set when a case has changed more than rows, so that the next one needs another database. */
  changed: boolean
}

/** Making a database takes longer than most cases, so those that are empty again are used again. */
const free = new Map<string, EmptyDatabase[]>()

const tables = ['imageattach_ledger', 'user_picture', 'post_photo', 'album_cover', 'user', 'post', 'album'] as const

/** Takes an empty database. */
export async function emptyDatabase(engine: Engine, poolSize: number, isolation: Isolation): Promise<EmptyDatabase> {
  const id = `${engine.name} ${poolSize} ${isolation}`
  const used = free.get(id)?.pop()
  if (used) return used
  const database = await engine.open(poolSize, isolation)
  await createTables(database.knex)
  return { ...database, id, outside: database.connect(), changed: engine.name === 'SQLite' }
}

/** Empties a database for the next case, or closes it when that cannot be done. */
export async function giveBack(database: EmptyDatabase): Promise<void> {
  if (database.changed || !(await isEmptied(database))) return database.close()
  free.set(database.id, [...(free.get(database.id) ?? []), database])
}

/** Closes all that are left. */
export async function closeDatabases(): Promise<void> {
  const databases = [...free.values()].flat()
  free.clear()
  await Promise.all(databases.map(database => database.close()))
}

async function isEmptied({ outside }: EmptyDatabase): Promise<boolean> {
  try {
    for (const table of tables) {
      const rows = outside(table)
      await (table === 'imageattach_ledger' ? rows.whereNot('state', 'ns') : rows).delete()
    }
    return true
  } catch {
    return false // a case that failed has left a transaction open
  }
}
