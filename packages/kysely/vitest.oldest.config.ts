import { onOlderVersions } from '../../vitest.shared.ts'
import current from './vitest.config.ts'

export default onOlderVersions(current, 'kysely-oldest', { kysely: 'kysely' })
