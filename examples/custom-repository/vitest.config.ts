import { defineProject } from 'vitest/config'
import { fromSource } from '../../vitest.shared.ts'

export default defineProject({
  ...fromSource,
  test: {
    name: 'example-custom-repository',
    testTimeout: 60_000,
    globalSetup: ['../../tools/test-services/src/setup.ts'],
  },
})
