import { onOlderVersions } from '../../vitest.shared.ts'
import current from './vitest.config.ts'

export default onOlderVersions(current, 'store-s3-oldest', { '@aws-sdk/client-s3': '@aws-sdk/client-s3' })
