import { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { BucketClient } from './bucket-client.js'
import type { ErrorContext } from './store-failure.js'

/** The type of an empty object that says: deleted here. As SQLAlchemy-ImageAttach wrote it. */
export const markType = 'application/x-sqlalchemy-imageattach-sandbox-deleted'

/** Whether there is an object, and it is such a mark. */
export async function isMark(
  bucket: BucketClient,
  {
    place,
    at,
    signal,
  }: { readonly place: string; readonly at: ErrorContext; readonly signal: AbortSignal | undefined },
): Promise<boolean> {
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: place })
  const found = await bucket.runIfPresent({ action: 'look at', at, signal }, options =>
    bucket.client.send(command, options),
  )
  return found?.ContentType === markType
}
