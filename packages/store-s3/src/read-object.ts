import { Readable } from 'node:stream'
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { ByteRange, StoreErrorContext } from '@imageattach/core'
import type { BucketClient } from './bucket-client.js'
import { isMark, markType } from './is-mark.js'
import { errorStatus } from './store-failure.js'

/** An object, or a part of one, whose bytes are on their way. */
export interface OpenObject {
  readonly body: Readable
  /** Where the bytes start, and how many there are. */
  readonly start: number
  readonly byteSize: number
  readonly etag: string | undefined
  /** The SHA-256 that a store of ours wrote beside the bytes; `undefined` for a part, and for other people's objects. */
  readonly sha256: string | undefined
}

/** What {@link openObject} opens. */
export interface OpenObjectOptions {
  readonly place: string
  readonly at: StoreErrorContext
  readonly range: ByteRange | undefined
  readonly signal: AbortSignal | undefined
  /** Only this version of the object will do. */
  readonly etag?: string | undefined
}

/** Asks for an object, and waits until its first byte is due; `undefined` when there is none. */
export async function openObject(bucket: BucketClient, options: OpenObjectOptions): Promise<OpenObject | undefined> {
  const { place, at, range, signal, etag } = options
  return bucket.runIfPresent({ action: 'open', at, signal }, async sendOptions => {
    const command = new GetObjectCommand({
      Bucket: bucket.bucket,
      Key: place,
      ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end ?? ''}` }),
      ...(etag === undefined ? {} : { IfMatch: etag }),
    })
    try {
      return openedObject(await bucket.client.send(command, sendOptions), range)
    } catch (error) {
      if (errorStatus(error) !== 416) throw error
      // A mark is empty, so that every range of it starts too late.
      if (await isMark(bucket, options)) return undefined
      throw new RangeError(
        `A range of ${JSON.stringify(at.key)} cannot start at ${range?.start}: the file is shorter`,
        {
          cause: error,
        },
      )
    }
  })
}

/** `undefined` for a mark, which is no file. */
function openedObject(output: GetObjectCommandOutput, range: ByteRange | undefined): OpenObject | undefined {
  const body = readableOf(output)
  if (output.ContentType === markType) {
    body.destroy()
    return undefined
  }
  const { ContentLength: byteSize, ContentRange: contentRange, ETag: etag } = output
  const start = range === undefined ? 0 : Number(/^bytes (\d+)-/.exec(contentRange ?? '')?.[1])
  if (byteSize === undefined || start !== (range?.start ?? 0)) {
    body.destroy()
    throw new Error(`The server sent ${contentRange ?? 'a whole file'} of ${byteSize} bytes, which was not asked for`)
  }
  return { body, start, byteSize, etag, sha256: range === undefined ? output.Metadata?.sha256 : undefined }
}

function readableOf({ Body: body }: GetObjectCommandOutput): Readable {
  const readable = body instanceof Readable ? body : body === undefined ? Readable.from([]) : fromWeb(body)
  // An error is told to whoever reads; while nobody does, it must not end the process.
  return readable.on('error', () => undefined)
}

function fromWeb(body: Exclude<NonNullable<GetObjectCommandOutput['Body']>, Readable>): Readable {
  return Readable.from(body.transformToWebStream())
}
