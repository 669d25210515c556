import { onOlderVersions } from '../../vitest.shared.ts'
import current from './vitest.config.ts'

export default onOlderVersions(current, 'typeorm-0.3', { typeorm: 'typeorm-0.3' })
