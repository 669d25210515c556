import { defineProject } from 'vitest/config'
import { fromSource } from '../../vitest.shared.ts'

export default defineProject({
  ...fromSource,
  test: {
    name: 'playground',
    globalSetup: ['test/support/browser-setup.ts'],
    // Every test opens a database and files that are flushed to the disk, beside whatever else the machine does.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
