import { S3Client } from '@aws-sdk/client-s3'
import type { S3StoreOptions, S3Timeouts } from './s3-store-options.js'

/** The client of the application, or a new one. Nothing goes over the network yet. */
export function makeClient(options: S3StoreOptions, timeouts: S3Timeouts): S3Client {
  if (options.client !== undefined) return options.client
  const { region, endpoint, forcePathStyle, credentials, maxAttempts = 4 } = options
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts,
    requestHandler: {
      connectionTimeout: timeouts.request,
      requestTimeout: timeouts.request,
      throwOnRequestTimeout: true,
    },
  })
}
