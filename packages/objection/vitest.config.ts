import { defineProject } from 'vitest/config'
import { fromSource } from '../../vitest.shared.ts'

export default defineProject({
  ...fromSource,
  test: {
    name: 'objection',
    // Cases that try every step of a scenario take their time on a busy machine.
    testTimeout: 60_000,
    globalSetup: ['../../tools/test-services/src/setup.ts'],
  },
})
