import { type AttachmentDefinition, storeForWriting } from './attachment-definition.js'
import type { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import type { ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { type ImageClaim, ingest } from './ingest.js'
import type { Key } from './key.js'
import { imageOf } from './read-set.js'
import { resizeTo } from './resize-to.js'
import { type StagedImage, type StagingPart, stageImages, writeStaged } from './staged-image.js'
import type { Store } from './store.js'
import { checkSizeRequest, type SizeRequest } from './thumbnail-size.js'
import { type UnitOfWork, unitOfWork } from './unit-of-work.js'
import { replaceSet, rowOf, type SetWrite } from './write-set.js'

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

/** Puts an image in the place of the set's old one: stores it, then writes its rows. */
export async function attachOriginal<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  input: ImageInput,
  claim: ImageClaim,
  options: AttachOptions<T['columns']>,
): Promise<Image<T['record']>> {
  const { services, table, handle } = definition
  const unit = unitOfWork(services, table, handle)
  const staged = await stageOriginal(definition, unit, key, input, claim, options)
  const row = await writeStaged(unit, staged, (session, touched) =>
    replaceWith({ session, table, key, touched }, staged),
  )
  services.emit({ type: 'attached', table: table.name, key, bound: unit.bound })
  return imageOf(definition, row as ImageRow<T['record']>) // the adapter's rows are its records
}

/** Reads and decodes an image, makes its thumbnails, and stores them all. No row is touched. */
export async function stageOriginal<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  unit: UnitOfWork,
  key: Key | undefined,
  input: ImageInput,
  claim: ImageClaim,
  options: AttachOptions<T['columns']>,
): Promise<readonly StagedImage[]> {
  const { services, table } = definition
  const { columns, filename, metadata, signal, thumbnails: requests = [] } = options
  for (const request of requests) checkSizeRequest(request)
  const store = storeForWriting(definition, options.store)

  const image = await ingest(services.resizer, services.limits, input, claim, signal)
  const thumbnails = new Set(await resizeTo(services, image, requests, { signal }))
  thumbnails.delete(image)
  const parts: StagingPart[] = [{ image, details: { original: true, columns, filename, metadata } }]
  for (const thumbnail of thumbnails) parts.push({ image: thumbnail, details: { original: false } })
  return stageImages(unit, table, key, store, parts, signal)
}

/** Writes the rows of staged files; gives the original's. */
export async function replaceWith(write: SetWrite, staged: readonly StagedImage[]): Promise<ImageRow> {
  await replaceSet(write, staged)
  return rowOf(await write.session.find(write.table, write.key), staged[0])
}
