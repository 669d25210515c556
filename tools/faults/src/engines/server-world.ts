import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery, type Kysely } from 'kysely'
import { openApp } from '../app.ts'
import { type DatabasePlace, openDatabase } from '../database/open-database.ts'
import { createTables, type Database, tableNames } from '../database/tables.ts'
import type { World } from './world.ts'

/** What PostgreSQL and MariaDB do differently. */
export interface ServerDatabase {
  readonly place: DatabasePlace
  /** Counts the connections to the database, this one apart. */
  readonly otherConnections: string
  create(): Promise<void>
  drop(): Promise<void>
}

/** A database of its own on a server. The beginning is kept in tables beside the real ones. */
export class ServerWorld implements World {
  readonly place: DatabasePlace
  readonly #server: ServerDatabase
  readonly #home: string
  #db: Kysely<Database> | undefined
  #point = 0

  constructor(server: ServerDatabase, home: string) {
    this.#server = server
    this.place = server.place
    this.#home = home
  }

  get folder(): string {
    return join(this.#home, `point-${this.#point}`)
  }

  async begin(build: Parameters<World['begin']>[0]): Promise<void> {
    const first = !this.#db
    if (first) await this.#server.create()
    this.#db ??= await openDatabase(this.place.engine === 'sqlite' ? this.place : { ...this.place, poolSize: 1 })
    if (first) await createTables(this.#db)
    await this.#empty()
    await rm(this.#home, { recursive: true, force: true })
    const folder = join(this.#home, 'beginning')
    await mkdir(folder, { recursive: true })
    const app = await openApp({ database: this.place, folder, keepRetired: 3_600 })
    await build(app, folder)
    await app.images.settled()
    await app.close()
    for (const name of tableNames) {
      await this.#run(`drop table if exists beginning_${name}`)
      await this.#run(`create table beginning_${name} as select * from ${name}`)
    }
  }

  async restore(): Promise<void> {
    await this.quiet()
    await rm(this.folder, { recursive: true, force: true })
    this.#point += 1
    await cp(join(this.#home, 'beginning'), this.folder, { recursive: true })
    for (const name of [...tableNames].reverse()) await this.#run(`delete from ${name}`)
    for (const name of tableNames) await this.#run(`insert into ${name} select * from beginning_${name}`)
  }

  async quiet(): Promise<void> {
    for (let round = 0; ; round += 1) {
      const [row] = await this.#run(this.#server.otherConnections)
      if (Number(row?.connections) === 0) return
      if (round === 400) throw new Error('A connection stays open on the server')
      await delay(Math.min(2 + round, 50))
    }
  }

  look<TResult>(work: (db: Kysely<Database>) => Promise<TResult>): Promise<TResult> {
    return work(this.#open)
  }

  async drop(): Promise<void> {
    await this.#db?.destroy()
    if (this.#db) await this.#server.drop()
    await rm(this.#home, { recursive: true, force: true })
  }

  get #open(): Kysely<Database> {
    if (this.#db) return this.#db
    throw new Error('begin() comes first')
  }

  async #empty(): Promise<void> {
    for (const name of ['person_picture', 'person']) await this.#run(`delete from ${name}`)
    await this.#run(`delete from imageattach_ledger where state <> 'ns'`)
  }

  async #run(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { rows } = await this.#open.executeQuery(CompiledQuery.raw(statement))
    return rows as readonly Readonly<Record<string, unknown>>[] // rows of any statement
  }
}
