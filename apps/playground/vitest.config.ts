import { defineProject } from 'vitest/config'
import { fromSource } from '../../vitest.shared.ts'

export default defineProject({
  ...fromSource,
  test: {
    name: 'playground',
    globalSetup: ['test/support/browser-setup.ts'],
  },
})
