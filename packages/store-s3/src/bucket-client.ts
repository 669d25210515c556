import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import { abortFailure, type StoreErrorContext, throwIfAborted, untilAborted } from '@imageattach/core'
import type { S3Timeouts } from './s3-store-options.js'
import { errorStatus, isAbsence, storeFailure } from './store-failure.js'

/** One call of the server, with its tries. */
export interface BucketCall {
  /** What the call does, after "could not". */
  readonly action: string
  readonly at: StoreErrorContext
  readonly signal?: AbortSignal | undefined
  /** How many bytes travel, which takes time. Default 0. */
  readonly byteSize?: number
  /**
   * Gives a call whose signal is aborted a little time to end by itself, because only its answer tells what it has
   * done. Default false.
   */
  readonly lingers?: boolean
  /** How long it may take, in milliseconds. Default: the store's `timeouts.total`. */
  readonly patience?: number
}

/** What the SDK is told with every command. */
export interface SendOptions {
  readonly abortSignal: AbortSignal
  readonly requestTimeout: number
}

const bytesPerMillisecond = 100
const lingering = 5_000

/** A bucket and a client: makes calls that end in time, and whose errors are ours. */
export class BucketClient {
  readonly client: S3Client
  readonly bucket: string
  readonly timeouts: S3Timeouts
  #isThere = false

  constructor(client: S3Client, bucket: string, timeouts: S3Timeouts) {
    this.client = client
    this.bucket = bucket
    this.timeouts = timeouts
  }

  /** Runs commands of one call. Its deadline and the signal end with it: a body that it leaves open is not cut. */
  async run<TResult>(call: BucketCall, work: (options: SendOptions) => Promise<TResult>): Promise<TResult> {
    const { action, at, signal, byteSize = 0, lingers = false, patience = this.timeouts.total } = call
    throwIfAborted(signal, at)
    const controller = new AbortController()
    const abort = () => controller.abort(signal?.reason)
    const timers = [setTimeout(() => controller.abort(deadlineError(patience)), patience + extraTime(byteSize))]
    const onAbort = lingers ? () => timers.push(setTimeout(abort, lingering)) : abort
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      const requestTimeout = this.timeouts.request + extraTime(byteSize)
      // Some of what the SDK waits for, such as credentials, knows no signal.
      return await untilAborted(work({ abortSignal: controller.signal, requestTimeout }), controller.signal)
    } catch (error) {
      if (signal?.aborted) throw abortFailure(signal, at)
      throw storeFailure(controller.signal.aborted ? controller.signal.reason : error, action, at)
    } finally {
      for (const timer of timers) clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** As {@link run}; `undefined` where there is no such object. */
  async runIfPresent<TResult>(
    call: BucketCall,
    work: (options: SendOptions) => Promise<TResult>,
  ): Promise<TResult | undefined> {
    return this.run(call, async options => {
      try {
        const result = await work(options)
        this.#isThere = true
        return result
      } catch (error) {
        if (!isAbsence(error)) throw error
        // Without a body, as an answer to HEAD is, a missing object looks like a missing bucket.
        if (mayMeanBucket(error) && !this.#isThere) {
          await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), options).catch(throwMissingBucket)
          this.#isThere = true
        }
        return undefined
      }
    })
  }
}

/** Milliseconds that bytes may take on a slow line. */
export function extraTime(byteSize: number): number {
  return byteSize / bytesPerMillisecond
}

function mayMeanBucket(error: unknown): boolean {
  return error instanceof Error && error.name !== 'NoSuchKey'
}

function throwMissingBucket(error: unknown): never {
  if (errorStatus(error) !== 404) throw error
  throw Object.assign(new Error('There is no such bucket', { cause: error }), {
    name: 'NoSuchBucket',
    $metadata: { httpStatusCode: 404 },
  })
}

function deadlineError(patience: number): Error {
  return Object.assign(new Error(`The call was given up after ${patience} ms and more for its bytes`), {
    name: 'TimeoutError',
  })
}
