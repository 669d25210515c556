import type { DataSource } from 'typeorm'
import { createLedger } from '../../src/index.js'
import type { Engine, Isolation, OpenDatabase } from './engines.js'
import { entitiesOf } from './entities.js'

/** A database with the tables of the contracts, all empty, that one case has to itself. */
export interface EmptyDatabase extends OpenDatabase {
  readonly id: string
  /** For the test itself: never waits for what the applications have open, where the engine has several connections. */
  readonly outside: DataSource
  /** Set when a case has changed more than rows, so that the next one needs another database. */
  changed: boolean
}

/** Making a database takes longer than most cases, so those that are empty again are used again. */
const free = new Map<string, EmptyDatabase[]>()

const tables = ['imageattach_ledger', 'user_picture', 'post_photo', 'album_cover', 'user', 'post', 'album']

/** Takes an empty database. */
export async function emptyDatabase(engine: Engine, connections: number, isolation: Isolation): Promise<EmptyDatabase> {
  const id = `${engine.name} ${connections} ${isolation}`
  const used = free.get(id)?.pop()
  if (used) return { ...used, outside: await used.connect(1) }
  const database = await engine.open({ entities: Object.values(entitiesOf[engine.name]), connections, isolation })
  await createLedger(database.dataSource)
  return { ...database, id, outside: await database.connect(1), changed: engine.name === 'SQLite' }
}

/** Empties a database for the next case, or closes it when that cannot be done. */
export async function giveBack(database: EmptyDatabase): Promise<void> {
  if (database.changed || !(await isEmptied(database))) return database.close()
  await database.disconnect()
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
      const where = table === 'imageattach_ledger' ? `where state <> 'ns'` : ''
      await outside.query(`delete from ${outside.driver.escape(table)} ${where}`)
    }
    return true
  } catch {
    return false // a case that failed has left a transaction open
  }
}
