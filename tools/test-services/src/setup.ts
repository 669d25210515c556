/** For `globalSetup` of the vitest projects whose tests use PostgreSQL. */
import { findEmbeddedPostgres, type RunningPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

let server: RunningPostgres | undefined

export async function setup(): Promise<void> {
  if (process.env.TEST_PG_URL) return
  const found = findEmbeddedPostgres()
  if ('missing' in found) return
  server = await startEmbeddedPostgres(found.binaries)
  process.env.TEST_PG_URL = server.url
}

export async function teardown(): Promise<void> {
  await server?.stop()
}
