import type { BucketClient } from './bucket-client.js'
import { type LookOptions, lookAt } from './look-at.js'

/** The type of an empty object that says: deleted here. As SQLAlchemy-ImageAttach wrote it. */
export const markType = 'application/x-sqlalchemy-imageattach-sandbox-deleted'

/** Whether there is an object, and it is such a mark. */
export async function isMark(bucket: BucketClient, { place, at, signal }: LookOptions): Promise<boolean> {
  return (await lookAt(bucket, { place, at, signal }))?.ContentType === markType
}
