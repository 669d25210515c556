export { S3Store } from './s3-store.js'
export type { S3ClientOption, S3ConnectionOptions, S3StoreOptions, S3Timeouts } from './s3-store-options.js'
