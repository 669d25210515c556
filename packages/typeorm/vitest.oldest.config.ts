import { configDefaults, defineProject, mergeConfig } from 'vitest/config'
import current from './vitest.config.ts'

/** The same tests on the oldest line of TypeORM that is supported. */
export default mergeConfig(
  current,
  defineProject({
    resolve: { alias: { typeorm: 'typeorm-0.3' } },
    test: {
      name: 'typeorm-0.3',
      // The long contract once more only where there is time for it: in CI.
      exclude: [
        ...configDefaults.exclude,
        ...(process.env.TEST_REQUIRE_SERVICES === '1' ? [] : ['test/transaction.test.ts']),
      ],
    },
  }),
)
