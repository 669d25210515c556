import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3'
import { StoreUnavailableError } from '@imageattach/core'
import type { BucketClient, SendOptions } from './bucket-client.js'
import { addHeaders } from './custom-headers.js'
import { markType } from './is-mark.js'
import { openObject } from './read-object.js'
import { type ErrorContext, errorStatus } from './store-failure.js'

/** What {@link writeOnce} writes, and where. */
export interface WriteOnceOptions {
  readonly bytes: Uint8Array
  readonly place: string
  readonly at: ErrorContext
  readonly signal: AbortSignal | undefined
  /** What the object is given beside its bytes. */
  readonly parameters: Omit<PutObjectCommandInput, 'Bucket' | 'Key' | 'Body'>
  readonly headers: Readonly<Record<string, string>>
  /** Whether a deletion mark is known to be there, which is to be replaced. Default false. */
  readonly coversMark?: boolean
}

const mostCollisions = 5

/**
 * Writes an object that nobody has written. One that is there already stays: it is success if it holds the same bytes,
 * else a conflict. After a failure nothing of ours is left, as far as the server still answers.
 */
export async function writeOnce(bucket: BucketClient, options: WriteOnceOptions): Promise<void> {
  const { bytes, at, signal } = options
  // Tells our object from one that somebody else has put under the same key.
  const token = randomUUID()
  const call = { action: 'write', at, signal, byteSize: bytes.length, lingers: true }
  try {
    if (await bucket.run(call, sendOptions => create(bucket, options, token, sendOptions))) return
    const present = await lookAt(bucket, options)
    // Ours, because the answer to an earlier try was lost.
    if (present?.Metadata?.put === token) return
    if (present?.ContentType === markType) {
      await bucket.run(call, sendOptions => create(bucket, { ...options, coversMark: true }, token, sendOptions))
      return
    }
    if (await holdsBytes(bucket, options)) return
  } catch (error) {
    if (!isRefusal(error)) await takeBack(bucket, options, token)
    throw error
  }
  throw conflict(at)
}

/** False when there is an object already. */
async function create(
  bucket: BucketClient,
  { bytes, place, parameters, headers, coversMark = false }: WriteOnceOptions,
  token: string,
  sendOptions: SendOptions,
): Promise<boolean> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const command = new PutObjectCommand({
    ...parameters,
    Bucket: bucket.bucket,
    Key: place,
    // A buffer, unlike a stream, can be sent again when the connection breaks.
    Body: bytes,
    ContentLength: bytes.length,
    Metadata: { ...parameters.Metadata, sha256, put: token },
    ...(coversMark ? {} : { IfNoneMatch: '*' }),
  })
  addHeaders(command, headers)
  for (let collisions = 0; ; collisions += 1) {
    try {
      await bucket.client.send(command, sendOptions)
      return true
    } catch (error) {
      const status = errorStatus(error)
      if (status === 412) return false
      // Somebody else is writing it; the server has not decided yet.
      if (status !== 409 || collisions === mostCollisions) throw error
      await pause(50 * 2 ** collisions, undefined, { signal: sendOptions.abortSignal })
    }
  }
}

/** Whether the object holds the same bytes. */
async function holdsBytes(bucket: BucketClient, options: WriteOnceOptions): Promise<boolean> {
  const { bytes, place, at, signal } = options
  const object = await openObject(bucket, { place, at, signal, range: undefined })
  if (object === undefined) return false
  try {
    if (object.byteSize !== bytes.length) return false
    return await bucket.run({ action: 'compare', at, signal, byteSize: bytes.length }, async ({ abortSignal }) => {
      let offset = 0
      abortSignal.addEventListener('abort', () => object.body.destroy(), { once: true })
      for await (const piece of object.body as AsyncIterable<Uint8Array>) {
        if (Buffer.compare(piece, bytes.subarray(offset, offset + piece.length)) !== 0) return false
        offset += piece.length
      }
      return offset === bytes.length
    })
  } finally {
    object.body.destroy()
  }
}

/** Removes what a failing put may have written all the same, and nothing that somebody else has. */
async function takeBack(bucket: BucketClient, options: WriteOnceOptions, token: string): Promise<void> {
  const { place, at } = options
  try {
    if ((await lookAt(bucket, { place, at, signal: undefined }))?.Metadata?.put !== token) return
    const command = new DeleteObjectCommand({ Bucket: bucket.bucket, Key: place })
    await bucket.run({ action: 'delete', at, patience: bucket.timeouts.request }, sendOptions =>
      bucket.client.send(command, sendOptions),
    )
  } catch {
    // StoreUnavailableError: the server is down. The first error is the one to tell.
  }
}

/** What the server tells of the object, above all whose it is; `undefined` when there is none. */
async function lookAt(
  bucket: BucketClient,
  { place, at, signal }: Pick<WriteOnceOptions, 'place' | 'at' | 'signal'>,
): Promise<HeadObjectCommandOutput | undefined> {
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: place })
  const call = { action: 'look at', at, signal, patience: bucket.timeouts.request }
  return bucket.runIfPresent(call, sendOptions => bucket.client.send(command, sendOptions))
}

/** Whether the server has said no to the first try, so that nothing can have been written. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof StoreUnavailableError)) return false
  const { cause } = error
  const status = errorStatus(cause)
  return status !== undefined && status >= 400 && status < 500 && attemptsOf(cause) === 1
}

function attemptsOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const metadata = error.$metadata
  return typeof metadata === 'object' && metadata !== null && 'attempts' in metadata ? metadata.attempts : undefined
}

function conflict(at: ErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} holds other bytes under ${JSON.stringify(at.key)} already: ` +
      'a path is written once, take a new one from newPath()',
    { ...at, reason: 'conflict' },
  )
}
