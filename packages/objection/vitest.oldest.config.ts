import { onOlderVersions } from '../../vitest.shared.ts'
import current from './vitest.config.ts'

export default onOlderVersions(current, 'objection-oldest', { objection: 'objection', knex: 'knex' })
