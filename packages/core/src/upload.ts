import { type AttachOptions, stageOriginal } from './attach-original.js'
import { type AttachmentDefinition, storeForWriting } from './attachment-definition.js'
import { InvalidImageError, PreparedExpiredError, UnsupportedMimeTypeError } from './errors.js'
import { checkPath, type ImageKey, newPath } from './image-key.js'
import type { ImageTable } from './image-table.js'
import type { ImageTypes } from './image-types.js'
import { normalizeMimetype, suffixOf } from './mimetype.js'
import { PreparedImage } from './prepared-image.js'
import type { SettleRequest } from './settler.js'
import type { PresignedUpload, Store } from './store.js'
import { type UnitOfWork, unitOfWork } from './unit-of-work.js'

/** What a browser may upload, and for how long. */
export interface UploadOptions {
  /** The type of the file; it must be one of `limits.mimetypes`. */
  readonly mimetype: string
  /** Most bytes. Default, and most: `limits.maxBytes`. */
  readonly maxBytes?: number
  /** How long the upload may begin, in seconds. Default 900. */
  readonly expiresIn?: number
  /** Where the bytes wait to be prepared. Default: as for every new image. It must take uploads of browsers. */
  readonly store?: Store
}

/** What a browser needs to upload, and what the application needs to find the upload again. */
export interface Upload extends PresignedUpload {
  /** For `prepareUpload`. It may pass through the browser: it names this upload, and can name nothing else. */
  readonly token: string
}

/** Options of `prepareUpload`. The type is that which the upload was for. */
export type PrepareUploadOptions<TColumns extends object = object> = Omit<AttachOptions<TColumns>, 'mimetype'>

/** How long an upload that has arrived may wait to be prepared. */
const leaseSeconds = 3_600
/** In the place of pixels, which nobody knows yet; no image has none. */
const unknownSize = { width: 0, height: 0 }

/** Lets a browser upload a file to a fresh path, which is garbage once its lease is over. */
export async function presignUpload<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  options: UploadOptions,
): Promise<Upload> {
  const { services, table } = definition
  const { limits } = services
  const mimetype = normalizeMimetype(options.mimetype)
  if (!limits.mimetypes.includes(mimetype)) {
    const accepted = limits.mimetypes.join(', ')
    throw new UnsupportedMimeTypeError(
      'unsupported',
      `${options.mimetype} cannot be attached; accepted are ${accepted}`,
    )
  }
  const { maxBytes = limits.maxBytes, expiresIn = 900 } = options
  if (!(maxBytes >= 1 && maxBytes <= limits.maxBytes)) {
    throw new RangeError(`maxBytes must be from 1 to ${limits.maxBytes} (limits.maxBytes), not ${maxBytes}`)
  }
  if (!(expiresIn >= 1)) throw new RangeError(`expiresIn must be a number of seconds, not ${expiresIn}`)
  const store = storeForWriting(definition, options.store)
  if (!store.presignUpload) {
    throw new TypeError(`Store "${store.name}" takes no uploads of browsers: it has no method presignUpload`)
  }
  const unit = ownUnit(definition, 'presignUpload')
  const namespace = await unit.session.namespace()
  const path = newPath({ namespace, objectType: table.objectType, mimetype, ...unknownSize })
  await unit.session.stage(table, [{ path, store: store.name }], expiresIn + leaseSeconds)
  const form = await store.presignUpload(uploadKey(table, path, mimetype), { maxBytes, expiresIn })
  return { ...form, token: `${store.name}:${path}` }
}

/** Takes an upload for an input like any other: reads it within the limits, decodes it, and stores it at a fresh path. */
export async function prepareUpload<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  token: string,
  options: PrepareUploadOptions<T['columns']>,
): Promise<PreparedImage> {
  const unit = ownUnit(definition, 'prepareUpload')
  const { file, store, mimetype } = await findUpload(definition, unit, token)
  const key = uploadKey(definition.table, file.path, mimetype)
  const input = await store.getFile(key, options.signal ? { signal: options.signal } : {})
  try {
    const staged = await stageOriginal(definition, unit, undefined, input, { mimetype }, options)
    await unit.abandon([file])
    return PreparedImage.of(staged)
  } catch (error) {
    // What is no image will never be one; anything else may go well the next time.
    if (error instanceof InvalidImageError) await unit.abandon([file])
    throw error
  }
}

interface FoundUpload {
  readonly file: SettleRequest
  readonly store: Store
  readonly mimetype: string
}

/** A token is believed nothing that the ledger does not say as well. */
async function findUpload<T extends ImageTypes>(
  { services, table }: AttachmentDefinition<T>,
  unit: UnitOfWork,
  token: string,
): Promise<FoundUpload> {
  const colon = token.indexOf(':')
  const [name, path] = [token.slice(0, colon), token.slice(colon + 1)]
  const parts = partsOf(path)
  const mimetype = services.limits.mimetypes.find(type => `.0x0${suffixOf(type)}` === parts?.ending)
  const store = [...services.stores].find(known => known.name === name)
  const isOurs = parts?.objectType === table.objectType.toLowerCase() && store !== undefined && mimetype !== undefined
  if (isOurs && (await unit.session.findLines([path], 'staged')).length > 0) {
    return { file: { path, store: name, table: table.sqlName, legacy: null }, store, mimetype }
  }
  throw new PreparedExpiredError(
    `${table.name}: there is no such upload: it was prepared before, has expired, or was for another table; ` +
      'let the browser upload again',
  )
}

/** The parts of a path that was made here; `undefined` for any other text. */
function partsOf(path: string): { readonly objectType: string; readonly ending: string } | undefined {
  try {
    const [, objectType = '', , fileName = ''] = checkPath(path).split('/')
    return { objectType, ending: fileName.slice(fileName.indexOf('.')) }
  } catch {
    // UnsafeKeyError: no path at all.
    return undefined
  }
}

/** The promise of an upload is to stand whatever becomes of a transaction. */
function ownUnit<T extends ImageTypes>(definition: AttachmentDefinition<T>, verb: string): UnitOfWork {
  const unit = unitOfWork(definition.services, definition.table, definition.handle)
  if (!unit.bound) return unit
  throw new TypeError(`${definition.table.name}: ${verb} is called outside a transaction; only attach belongs inside`)
}

function uploadKey(table: ImageTable, path: string, mimetype: string): ImageKey {
  return { path, objectType: table.objectType, objectId: undefined, mimetype, ...unknownSize }
}
