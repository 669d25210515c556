import { type AttachmentDefinition, storeForWriting } from './attachment-definition.js'
import { OriginalNotFoundError, StaleOriginalError } from './errors.js'
import { findSize } from './find-size.js'
import type { Image } from './image.js'
import type { ImageInput } from './image-input.js'
import { findOriginal, type ImageRow } from './image-row.js'
import type { ImageTypes } from './image-types.js'
import { type AcceptedImage, accept, type ImageClaim, ingest } from './ingest.js'
import { describeKey, type Key } from './key.js'
import { imageOf, readRows } from './read-set.js'
import { type ResizeRequest, resizeTo } from './resize-to.js'
import { stageImages, writeStaged } from './staged-image.js'
import type { Store } from './store.js'
import { readRow, storedRow } from './stored-row.js'
import { checkSizeRequest } from './thumbnail-size.js'
import { type UnitOfWork, unitOfWork } from './unit-of-work.js'
import { addThumbnail, rowOf } from './write-set.js'

/** Changes bytes on their way; what it returns is sniffed and decoded again, so that the row tells the truth. */
export type ImageHook = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>

export interface ThumbnailOptions<TColumns extends object = object> {
  /** Gets the original's bytes; the thumbnail is made of what it returns. */
  readonly preprocess?: ImageHook
  /** Gets the thumbnail's bytes; what it returns decides bytes, size, type and file suffix. */
  readonly postprocess?: ImageHook
  /** Where the bytes go. Default: the current store context's, else the attachment's store. */
  readonly store?: Store
  /** Values of the application's own columns of the image table. */
  readonly columns?: Partial<TColumns>
  readonly signal?: AbortSignal
}

/** Starting again this often, when the original is replaced while its thumbnail is being made. */
const maxRestarts = 3

/** One image for each request, in their order: one that exists, or else a new thumbnail, all from one decode. */
export async function generateThumbnails<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  requests: readonly ResizeRequest[],
  options: ThumbnailOptions<T['columns']>,
): Promise<readonly Image<T['record']>[]> {
  for (const request of requests) checkSizeRequest(request)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await generateOnce(definition, key, requests, options)
    } catch (error) {
      // In the caller's transaction nothing would have changed the second time.
      const again = error instanceof StaleOriginalError && definition.handle === undefined && attempt < maxRestarts
      if (!again) throw error
    }
  }
}

async function generateOnce<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  requests: readonly ResizeRequest[],
  options: ThumbnailOptions<T['columns']>,
): Promise<readonly Image<T['record']>[]> {
  const rows = await readRows(definition, key)
  const missing = requests.filter(request => !findSize(rows, request))
  const made = missing.length > 0 ? await makeThumbnails(definition, key, rows, missing, options) : []
  return Promise.all(
    requests.map(request => {
      const row = made[missing.indexOf(request)] ?? findSize(rows, request)
      return imageOf(definition, row ?? requireOriginalRow(definition, key, rows))
    }),
  )
}

/** Makes the thumbnails and adds their rows; gives one row for each request, in their order. */
async function makeThumbnails<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  existing: readonly ImageRow<T['record']>[],
  requests: readonly ResizeRequest[],
  options: ThumbnailOptions<T['columns']>,
): Promise<readonly ImageRow<T['record']>[]> {
  const { services, table } = definition
  const original = requireOriginalRow(definition, key, existing)
  const store = storeForWriting(definition, options.store)
  const unit = unitOfWork(services, table, definition.handle)

  const source = await readSource(definition, original, options)
  const resized = await resizeTo(services, source, requests, options)
  const thumbnails = await postprocess(definition, resized, options)
  const fresh = [...new Set(thumbnails)].filter(thumbnail => thumbnail !== source || options.preprocess)
  const rows = await addThumbnails(definition, unit, key, original, fresh, { ...options, store })
  return thumbnails.map(image => rows[fresh.indexOf(image)] ?? original)
}

/**
 * Adds a ready thumbnail, whose size is believed.
 *
 * @throws {@link OriginalNotFoundError} when there is no original that it could belong to
 */
export async function attachThumbnail<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
  input: ImageInput,
  claim: ImageClaim,
  options: ThumbnailOptions<T['columns']>,
): Promise<Image<T['record']>> {
  const { services, table, handle } = definition
  const store = storeForWriting(definition, options.store)
  const unit = unitOfWork(services, table, handle)
  const image = await ingest(services.resizer, services.limits, input, claim, options.signal)
  const original = requireOriginalRow(definition, key, await readRows(definition, key))
  const [row = original] = await addThumbnails(definition, unit, key, original, [image], { ...options, store })
  return imageOf(definition, row)
}

async function addThumbnails<T extends ImageTypes>(
  { services, table }: AttachmentDefinition<T>,
  unit: UnitOfWork,
  key: Key,
  original: ImageRow<T['record']>,
  images: readonly AcceptedImage[],
  { columns, signal, store }: ThumbnailOptions<T['columns']> & { readonly store: Store },
): Promise<readonly ImageRow<T['record']>[]> {
  if (images.length === 0) return []
  const parts = images.map(image => ({ image, details: { original: false, source: original.path, columns } }))
  const staged = await stageImages(unit, table, key, store, parts, signal)
  const rows = await writeStaged(unit, staged, async (session, touched) => {
    for (const file of staged) await addThumbnail({ session, table, key, touched }, original, file)
    const found = await session.find(table, key)
    return staged.map(file => rowOf(found, file) as ImageRow<T['record']>) // the adapter's rows are its records
  })
  services.emit({ type: 'thumbnail', table: table.name, key, bound: unit.bound })
  return rows
}

/** The picture that thumbnails are made of. What rows of SQLAlchemy-ImageAttach say of it is not upright. */
async function readSource<T extends ImageTypes>(
  { services, table }: AttachmentDefinition<T>,
  original: ImageRow,
  { preprocess, signal }: ThumbnailOptions,
): Promise<AcceptedImage> {
  const bytes = await readRow(storedRow(services, table, original), signal ? { signal } : {})
  const { width, height, mimetype } = original
  if (!preprocess && original.path !== '') return { bytes, width, height, mimetype }
  return accept(services.resizer, services.limits, preprocess ? await preprocess(bytes) : bytes, {}, signal)
}

/** Each picture through the hook, once. */
async function postprocess<T extends ImageTypes>(
  { services }: AttachmentDefinition<T>,
  images: readonly AcceptedImage[],
  { postprocess: hook, signal }: ThumbnailOptions,
): Promise<readonly AcceptedImage[]> {
  if (!hook) return images
  const processed = new Map<AcceptedImage, AcceptedImage>()
  for (const image of images) {
    if (processed.has(image)) continue
    processed.set(image, await accept(services.resizer, services.limits, await hook(image.bytes), {}, signal))
  }
  return images.map(image => processed.get(image) ?? image)
}

/** The original's row. Throws {@link OriginalNotFoundError}. */
export function requireOriginalRow<T extends ImageTypes>(
  { table }: AttachmentDefinition<T>,
  key: Key,
  rows: readonly ImageRow<T['record']>[],
): ImageRow<T['record']> {
  const original = findOriginal(rows)
  if (original) return original
  throw new OriginalNotFoundError(`${table.name}: the set of ${describeKey(key)} has no original`)
}
