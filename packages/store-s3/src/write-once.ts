import { createHash } from 'node:crypto'
import { PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import type { BucketClient } from './bucket-client.js'
import { createOnce } from './create-once.js'
import { addHeaders } from './custom-headers.js'
import { digestOf } from './digest-of.js'
import type { LookOptions } from './look-at.js'

/** What an object is given beside its bytes. */
export interface ObjectTraits {
  readonly parameters: Pick<
    PutObjectCommandInput,
    'ContentType' | 'CacheControl' | 'StorageClass' | 'ACL' | 'ServerSideEncryption' | 'SSEKMSKeyId'
  >
  readonly headers: Readonly<Record<string, string>>
}

/** What {@link writeOnce} writes, and where. */
export interface WriteOnceOptions extends LookOptions {
  readonly bytes: Uint8Array
  readonly traits: ObjectTraits
}

/** Writes an object as {@link createOnce} does. */
export async function writeOnce(bucket: BucketClient, { bytes, traits, ...options }: WriteOnceOptions): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await createOnce(bucket, {
    ...options,
    action: 'write',
    byteSize: bytes.length,
    create(token, condition, sendOptions) {
      const command = new PutObjectCommand({
        ...traits.parameters,
        Bucket: bucket.bucket,
        Key: options.place,
        // A buffer, unlike a stream, can be sent again when the connection breaks.
        Body: bytes,
        ContentLength: bytes.length,
        Metadata: { sha256, put: token },
        ...condition,
      })
      addHeaders(command, traits.headers)
      return bucket.client.send(command, sendOptions)
    },
    isSame: async found => found.ContentLength === bytes.length && (await digestOf(bucket, found, options)) === sha256,
  })
}
