import { defineProject } from 'vitest/config'
import { fromSource } from '../../vitest.shared.ts'

export default defineProject({
  ...fromSource,
  // Many cases write dozens of files, each of them flushed; a busy disk takes its time.
  test: { name: 'store-sandbox', testTimeout: 60_000 },
})
