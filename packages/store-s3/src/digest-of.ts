import { createHash } from 'node:crypto'
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import type { BucketClient } from './bucket-client.js'
import type { LookOptions } from './look-at.js'
import { ObjectBody } from './object-body.js'
import { openObject } from './read-object.js'
import { readStream } from './read-stream.js'

/** The SHA-256 of an object: what a store of ours wrote beside it, else that of its bytes. */
export async function digestOf(
  bucket: BucketClient,
  found: HeadObjectCommandOutput,
  { place, at, signal }: LookOptions,
): Promise<string | undefined> {
  if (found.Metadata?.sha256 !== undefined) return found.Metadata.sha256
  const object = await openObject(bucket, { place, at, signal, range: undefined })
  if (object === undefined) return undefined
  const body = new ObjectBody(object, bucket.timeouts, async () => undefined)
  const hash = createHash('sha256')
  for await (const piece of readStream({ body, sha256: undefined, at, signal })) hash.update(piece)
  return hash.digest('hex')
}
