import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundle } from '../src/bundle.ts'
import { defaultParent } from '../src/engines/open-world.ts'
import { killSandbox } from '../src/sandbox/kill-sandbox.ts'

describe('a run over the changes of a sandbox that is killed', { timeout: 120_000 }, () => {
  let programs: Bundle

  beforeAll(async () => {
    programs = await bundle('sandbox-process')
  })

  afterAll(() => programs.remove())

  it.each(['promote', 'discard'] as const)(
    'changes nothing that is shown, and is finished by the next one: %s',
    async verb => {
      const program = programs.program('sandbox-process')

      const { points, violations } = await killSandbox({ parent: defaultParent(), program, verb, step: 3 })

      expect(violations).toEqual([])
      expect(points).toBeGreaterThan(10)
    },
  )
})
