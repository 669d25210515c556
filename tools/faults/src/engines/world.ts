import type { Kysely } from 'kysely'
import type { App } from '../app.ts'
import type { DatabasePlace } from '../database/open-database.ts'
import type { Database } from '../database/tables.ts'

/** A database and a folder that go back to the same beginning for every point. */
export interface World {
  /** Of the point at hand; another one after each `restore`. */
  readonly place: DatabasePlace
  readonly folder: string

  /** Empties everything, lets `build` make the beginning, and keeps a copy of it. */
  begin(build: (app: App, folder: string) => Promise<void>): Promise<void>

  /** Goes back to the beginning. */
  restore(): Promise<void>

  /** Waits until no process but this one has a connection: a killed one's transactions have ended then. */
  quiet(): Promise<void>

  /** Runs work on a connection of this process. */
  look<TResult>(work: (db: Kysely<Database>) => Promise<TResult>): Promise<TResult>

  /** Removes everything. */
  drop(): Promise<void>
}
