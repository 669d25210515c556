import { CopyObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { FileNotFoundError, StoreUnavailableError } from '@imageattach/core'
import type { BucketClient } from './bucket-client.js'
import { createOnce } from './create-once.js'
import { addHeaders } from './custom-headers.js'
import { digestOf } from './digest-of.js'
import { type LookOptions, lookAt } from './look-at.js'
import { isAbsence } from './store-failure.js'
import type { ObjectTraits } from './write-once.js'

/** What {@link copyOnce} copies. */
export interface CopySource extends LookOptions {
  readonly bucket: BucketClient
  readonly found: HeadObjectCommandOutput
}

/**
 * Lets the server copy an object, from any bucket of it, as {@link createOnce} creates one. False when the keys of the
 * target may not read the source.
 */
export async function copyOnce(
  bucket: BucketClient,
  source: CopySource,
  target: LookOptions,
  { parameters, headers }: ObjectTraits,
): Promise<boolean> {
  const { ContentLength: byteSize = 0, ETag: etag, Metadata: { sha256 } = {} } = source.found
  const isSame = async (found: HeadObjectCommandOutput): Promise<boolean> =>
    found.ContentLength === byteSize &&
    (await digestOf(bucket, found, target)) === (await digestOf(source.bucket, source.found, source))

  const copying = createOnce(bucket, {
    ...target,
    action: 'copy to',
    byteSize,
    isSame,
    async create(token, condition, sendOptions) {
      // Not every server knows the condition below, which then is none: who copies twice must not copy over.
      if ('IfNoneMatch' in condition && (await lookAt(bucket, target)) !== undefined) throw preconditionFailed()
      const command = new CopyObjectCommand({
        ...parameters,
        Bucket: bucket.bucket,
        Key: target.place,
        CopySource: `${source.bucket.bucket}/${source.place.split('/').map(encodeURIComponent).join('/')}`,
        ...(etag === undefined ? {} : { CopySourceIfMatch: etag }),
        MetadataDirective: 'REPLACE',
        Metadata: { ...(sha256 === undefined ? {} : { sha256 }), put: token },
        ...condition,
      })
      addHeaders(command, headers)
      try {
        return await bucket.client.send(command, sendOptions)
      } catch (error) {
        if (!isAbsence(error)) throw error
        const { storeName, key } = source.at
        throw new FileNotFoundError(`Store ${JSON.stringify(storeName)} has no file ${JSON.stringify(key)}`, source.at)
      }
    },
  })
  return copying.then(
    () => true,
    error => {
      if (error instanceof StoreUnavailableError && error.reason === 'denied') return false
      throw error
    },
  )
}

function preconditionFailed(): Error {
  return Object.assign(new Error('There is an object already'), {
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412, attempts: 1 },
  })
}
