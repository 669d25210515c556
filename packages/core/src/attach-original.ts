import { type AttachmentDefinition, storeForWriting } from './attachment-definition.js'
import { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import type { ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { type ImageClaim, ingest } from './ingest.js'
import type { Key } from './key.js'
import { resizeTo } from './resize-to.js'
import { type StagingPart, stageImages, writeStaged } from './staged-image.js'
import type { Store } from './store.js'
import { storedRow } from './stored-row.js'
import { checkSizeRequest, type SizeRequest } from './thumbnail-size.js'
import { unitOfWork } from './unit-of-work.js'
import { replaceSet, rowOf } from './write-set.js'

/** Options of every verb that attaches an image. */
export interface AttachOptions<TColumns extends object = object> {
  /** Where the bytes go. Default: the current store context's, else the attachment's store. */
  readonly store?: Store
  /** The type that the caller claims, of an upload form for instance. It must agree with the bytes. */
  readonly mimetype?: string
  /** Thumbnails to make from the same decode and to attach in the same transaction. Default: none. */
  readonly thumbnails?: readonly SizeRequest[]
  /** Values of the application's own columns of the image table. */
  readonly columns?: Partial<TColumns>
  /** The name that the file had where it came from; stored, never part of a path. */
  readonly filename?: string
  /** Anything that JSON can hold; stored beside the image. */
  readonly metadata?: unknown
  /** Stops the work; nothing is left behind. */
  readonly signal?: AbortSignal
}

/** Reads, decodes and stores an image, then puts it in the place of the set's old one. */
export async function attachOriginal<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  input: ImageInput,
  claim: ImageClaim,
  options: AttachOptions<T['columns']>,
): Promise<Image<T['record']>> {
  const { services, table, handle } = definition
  const { columns, filename, metadata, signal, thumbnails: requests = [] } = options
  for (const request of requests) checkSizeRequest(request)
  const store = storeForWriting(definition, options.store)
  const unit = unitOfWork(services, table, handle)

  const image = await ingest(services.resizer, services.limits, input, claim, signal)
  const thumbnails = new Set(await resizeTo(services, image, requests, { signal }))
  thumbnails.delete(image)
  const parts: StagingPart[] = [{ image, details: { original: true, columns, filename, metadata } }]
  for (const thumbnail of thumbnails) parts.push({ image: thumbnail, details: { original: false } })
  const staged = await stageImages(unit, table, key, store, parts, signal)

  const row = await writeStaged(unit, staged, async (session, touched) => {
    await replaceSet({ session, table, key, touched }, staged)
    return rowOf(await session.find(table, key), staged[0])
  })
  return Image.fromRow(storedRow(services, table, row as ImageRow<T['record']>)) // the adapter's rows are its records
}
