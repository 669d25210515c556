import { defineProject, mergeConfig } from 'vitest/config'
import current from './vitest.config.ts'

/** The same tests on the oldest line of TypeORM that is supported. */
export default mergeConfig(
  current,
  defineProject({ resolve: { alias: { typeorm: 'typeorm-0.3' } }, test: { name: 'typeorm-0.3' } }),
)
