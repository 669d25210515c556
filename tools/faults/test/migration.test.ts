import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundle } from '../src/bundle.ts'
import { defaultParent } from '../src/engines/open-world.ts'
import { killMigration } from '../src/migration/kill-migration.ts'

// A small part of `npm run migrations`, for every change.
describe('a migration that is killed and goes on', { timeout: 120_000 }, () => {
  let programs: Bundle

  beforeAll(async () => {
    programs = await bundle('migration-process')
  })

  afterAll(() => programs.remove())

  it.each([
    ['alone', 1, 0],
    ['beside another one', 2, 0],
    ['beside an application that attaches, replaces and removes', 1, 1],
  ])('moves every file, and loses none: %s', async (_, migrations, writers) => {
    const { kills, violations } = await killMigration({
      parent: defaultParent(),
      program: programs.program('migration-process'),
      files: 400,
      kills: 4,
      migrations,
      writers,
      seed: 1,
      log: () => undefined,
    })

    expect(violations).toEqual([])
    expect(kills).toBeGreaterThanOrEqual(1)
  })
})
