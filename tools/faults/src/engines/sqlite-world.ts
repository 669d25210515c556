import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { openApp } from '../app.ts'
import { type DatabasePlace, openDatabase } from '../database/open-database.ts'
import { createTables, type Database } from '../database/tables.ts'
import type { World } from './world.ts'

/** A file of SQLite and a folder, copied for every point. */
export class SqliteWorld implements World {
  readonly #home: string
  #point = 0

  constructor(home: string) {
    this.#home = home
  }

  get place(): DatabasePlace {
    return { engine: 'sqlite', file: join(this.#at, 'app.db') }
  }

  get folder(): string {
    return join(this.#at, 'files')
  }

  async begin(build: Parameters<World['begin']>[0]): Promise<void> {
    await rm(this.#home, { recursive: true, force: true })
    const folder = join(this.#beginning, 'files')
    await mkdir(folder, { recursive: true })
    const database = { engine: 'sqlite', file: join(this.#beginning, 'app.db') } as const
    const app = await openApp({ database, folder, keepRetired: 3_600 })
    await createTables(app.db)
    await build(app, folder)
    await app.images.settled()
    await app.close()
  }

  async restore(): Promise<void> {
    await rm(this.#at, { recursive: true, force: true })
    this.#point += 1
    await cp(this.#beginning, this.#at, { recursive: true })
  }

  async quiet(): Promise<void> {
    // The locks of a process go with it.
  }

  async look<TResult>(work: (db: Kysely<Database>) => Promise<TResult>): Promise<TResult> {
    const db = await openDatabase(this.place)
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  }

  async drop(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true })
  }

  get #beginning(): string {
    return join(this.#home, 'beginning')
  }

  get #at(): string {
    return join(this.#home, `point-${this.#point}`)
  }
}
