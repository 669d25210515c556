import { defineProject, mergeConfig } from 'vitest/config'
import { onOlderVersions } from '../../vitest.shared.ts'
import current from './vitest.config.ts'

// TypeORM tells which orphans it removes from 0.3.13 on.
const withoutOrphans = defineProject({ test: { name: 'typeorm', exclude: ['test/orphans.test.ts'] } })

export default onOlderVersions(mergeConfig(current, withoutOrphans), 'typeorm-oldest', { typeorm: 'typeorm' })
