import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundle } from '../src/bundle.ts'
import { defaultParent, openWorld } from '../src/engines/open-world.ts'
import { runJob } from '../src/job.ts'
import type { Mode } from '../src/modes.ts'
import { Runners } from '../src/runners.ts'

// A small part of `npm run faults`, for every change.
describe('an operation that breaks leaves rows and files in agreement', { timeout: 60_000 }, () => {
  const world = openWorld('sqlite', defaultParent())
  let programs: Bundle
  let runners: Runners

  beforeAll(async () => {
    programs = await bundle('runner-process')
    runners = new Runners(programs.program('runner-process'))
  })

  afterAll(async () => {
    runners.stop()
    await world.drop()
    await programs.remove()
  })

  const parts: readonly (readonly [scenario: string, mode: Mode, step: number])[] = [
    ['attach', 'once', 1],
    ['replace', 'once', 2],
    ['replace', 'lost-from', 5],
    ['replace', 'kill', 7],
    ['using-rolled-back', 'kill', 7],
    ['migrate', 'kill', 13],
    ['migrate', 'lost', 19],
  ]
  for (const [scenario, mode, step] of parts) {
    it(`${scenario}, ${mode}, at every call, in steps of ${step}`, async () => {
      const { points, violations } = await runJob({ engine: 'sqlite', scenario, mode, step, seed: 1 }, world, runners)

      expect(violations).toEqual([])
      expect(points).toBeGreaterThan(10)
    })
  }
})
