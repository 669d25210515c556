import { defineProject } from 'vitest/config'
import { fromSource } from '../../vitest.shared.ts'

export default defineProject({
  ...fromSource,
  test: { name: 'store-s3', testTimeout: 60_000 },
})
