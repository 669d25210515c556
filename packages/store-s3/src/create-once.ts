import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { DeleteObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { type StoreErrorContext, StoreUnavailableError } from '@imageattach/core'
import type { BucketClient, SendOptions } from './bucket-client.js'
import { markType } from './is-mark.js'
import { type LookOptions, lookAt } from './look-at.js'
import { errorMetadata, errorStatus } from './store-failure.js'

/** Only where there is no object; none once a deletion mark is known to be there, which is to be replaced. */
type WriteCondition = { readonly IfNoneMatch: '*' } | Record<never, never>

/** What {@link createOnce} creates, and where. */
export interface CreateOnceOptions extends LookOptions {
  /** What the call does, after "could not". */
  readonly action: string
  readonly byteSize: number
  /** Sends the command that creates the object, under this condition, with the token in its metadata. */
  readonly create: (token: string, condition: WriteCondition, options: SendOptions) => Promise<unknown>
  /** Whether the object that is there holds the same bytes. */
  readonly isSame: (found: HeadObjectCommandOutput) => Promise<boolean>
}

const mostCollisions = 5

/**
 * Creates an object that nobody has created. One that is there already stays: it is success if it holds the same bytes,
 * else a conflict. After a failure nothing of ours is left, as far as the server still answers.
 */
export async function createOnce(bucket: BucketClient, options: CreateOnceOptions): Promise<void> {
  const { action, at, signal, byteSize, isSame } = options
  // Tells our object from one that somebody else has put under the same key.
  const token = randomUUID()
  const call = { action, at, signal, byteSize, lingers: true }
  try {
    const onlyNew: WriteCondition = { IfNoneMatch: '*' }
    if (await bucket.run(call, sendOptions => isCreated(options, token, onlyNew, sendOptions))) return
    const found = await lookAt(bucket, options)
    if (found?.ContentType === markType) {
      await bucket.run(call, sendOptions => isCreated(options, token, {}, sendOptions))
      return
    }
    // Ours, if the answer to an earlier try was lost.
    if (found !== undefined && (await isSame(found))) return
  } catch (error) {
    if (!isRefusal(error)) await takeBack(bucket, options, token)
    throw error
  }
  throw conflict(at)
}

/** False when there is an object already. */
async function isCreated(
  { create }: CreateOnceOptions,
  token: string,
  condition: WriteCondition,
  sendOptions: SendOptions,
): Promise<boolean> {
  for (let collisions = 0; ; collisions += 1) {
    try {
      await create(token, condition, sendOptions)
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

/** Removes what a failing call may have created all the same, and nothing that somebody else has. */
async function takeBack(bucket: BucketClient, { place, at }: LookOptions, token: string): Promise<void> {
  const patience = bucket.timeouts.request
  try {
    const found = await lookAt(bucket, { place, at, signal: undefined, patience })
    if (found?.Metadata?.put !== token) return
    const command = new DeleteObjectCommand({ Bucket: bucket.bucket, Key: place })
    await bucket.run({ action: 'delete', at, patience }, sendOptions => bucket.client.send(command, sendOptions))
  } catch {
    // StoreUnavailableError: the server is down. The first error is the one to tell.
  }
}

/** Whether the server has said no to the first try, so that nothing can have been created. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof StoreUnavailableError)) return false
  const { httpStatusCode: status = 0, attempts } = errorMetadata(error.cause)
  return status >= 400 && status < 500 && attempts === 1
}

function conflict(at: StoreErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} holds other bytes under ${JSON.stringify(at.key)} already: ` +
      'a path is written once, take a new one from newPath()',
    { ...at, reason: 'conflict' },
  )
}
