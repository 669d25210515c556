import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineName } from '../database/open-database.ts'
import { ServerWorld } from './server-world.ts'
import { mariadbServer, postgresServer } from './servers.ts'
import { SqliteWorld } from './sqlite-world.ts'
import type { World } from './world.ts'

/** A world of its own on an engine; servers are named by `TEST_PG_URL` and `TEST_MYSQL_URL`. */
export function openWorld(engine: EngineName, parent: string): World {
  const home = realpathSync(mkdtempSync(join(parent, 'imageattach-faults-')))
  if (engine === 'sqlite') return new SqliteWorld(home)
  const name = `faults_${randomBytes(6).toString('hex')}`
  if (engine === 'postgres') return new ServerWorld(postgresServer(required('TEST_PG_URL'), name), home)
  return new ServerWorld(mariadbServer(required('TEST_MYSQL_URL'), name), home)
}

function required(variable: string): string {
  const value = process.env[variable]
  if (value) return value
  throw new Error(`${variable} must name a server`)
}

/** In memory where there is such a folder: a flush of a disk takes milliseconds, and there are millions of them. */
export function defaultParent(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
}
