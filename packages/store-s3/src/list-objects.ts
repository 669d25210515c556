import { type _Object, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { checkPath, type StoredFile, type StoreErrorContext, throwIfAborted } from '@imageattach/core'
import type { BucketClient } from './bucket-client.js'
import { isMark } from './is-mark.js'

/** What {@link listObjects} lists. */
export interface ListObjectsOptions {
  /** What the keys of the store start with: `''`, or the store's prefix and a slash. */
  readonly root: string
  /** Any beginning of a path, also one that ends within a segment. */
  readonly prefix: string
  readonly at: StoreErrorContext
  readonly signal: AbortSignal | undefined
}

/** Lists files: objects that a key can name, and that are no marks. */
export async function* listFiles(bucket: BucketClient, options: ListObjectsOptions): AsyncGenerator<StoredFile> {
  const { root, at, signal } = options
  for await (const object of listObjects(bucket, options)) {
    if (!isPath(object.path)) continue
    // A listing does not tell types, but only what is empty can be a mark.
    if (object.byteSize === 0 && (await isMark(bucket, { place: root + object.path, at, signal }))) continue
    yield object
  }
}

/** Lists objects page by page, so that memory stays flat; `path` is what follows the root, whatever that is. */
export async function* listObjects(bucket: BucketClient, options: ListObjectsOptions): AsyncGenerator<StoredFile> {
  const { root, prefix, at, signal } = options
  let token: string | undefined
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket.bucket,
      Prefix: root + prefix,
      // Keys of other people may hold characters that XML cannot.
      EncodingType: 'url',
      ContinuationToken: token,
    })
    const page = await bucket.run({ action: 'list', at, signal }, sendOptions =>
      bucket.client.send(command, sendOptions),
    )
    for (const object of page.Contents ?? []) {
      throwIfAborted(signal, at)
      const file = storedFile(object, root)
      if (file !== undefined) yield file
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

function storedFile(
  { Key: key = '', Size: byteSize, LastModified: modifiedAt }: _Object,
  root: string,
): StoredFile | undefined {
  const place = decodeURIComponent(key.replaceAll('+', ' '))
  const path = place.slice(root.length)
  if (byteSize === undefined || modifiedAt === undefined || !place.startsWith(root)) return undefined
  return { path, byteSize, modifiedAt }
}

/** Whether a key can name it. */
export function isPath(path: string): boolean {
  try {
    checkPath(path)
    return true
  } catch {
    // UnsafeKeyError is the answer.
    return false
  }
}
