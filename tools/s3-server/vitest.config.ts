import { defineProject } from 'vitest/config'

export default defineProject({
  test: { name: 's3-server', testTimeout: 60_000 },
})
