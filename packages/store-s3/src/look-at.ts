import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import type { StoreErrorContext } from '@imageattach/core'
import type { BucketClient } from './bucket-client.js'

/** What {@link lookAt} looks at. */
export interface LookOptions {
  /** The whole key. */
  readonly place: string
  readonly at: StoreErrorContext
  readonly signal: AbortSignal | undefined
  /** How long it may take, in milliseconds. Default: the store's `timeouts.total`. */
  readonly patience?: number
}

/** What is known of an object; `undefined` when there is none. */
export async function lookAt(bucket: BucketClient, options: LookOptions): Promise<HeadObjectCommandOutput | undefined> {
  const { place, ...call } = options
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: place })
  return bucket.runIfPresent({ ...call, action: 'look at' }, sendOptions => bucket.client.send(command, sendOptions))
}
