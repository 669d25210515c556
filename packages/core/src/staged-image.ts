import { checksum } from './checksum.js'
import { createdAtNow } from './created-at.js'
import { type ImageKey, newPath } from './image-key.js'
import type { NewImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import type { AcceptedImage } from './ingest.js'
import type { Key } from './key.js'
import type { RepositorySession } from './repository.js'
import type { SettleRequest } from './settler.js'
import type { Store } from './store.js'
import type { TouchedList, UnitOfWork } from './unit-of-work.js'

/** A file that is in its store, with the row that will make it visible as soon as it has an owner. */
export interface StagedImage extends SettleRequest {
  readonly row: Omit<NewImageRow, 'key'>
}

/** What a new row says beside what its bytes say. */
interface RowDetails {
  readonly original: boolean
  /** For a thumbnail of an original that exists, its path. */
  readonly source?: string
  readonly filename?: string | undefined
  readonly metadata?: unknown
  readonly columns?: Readonly<Record<string, unknown>> | undefined
}

/** How long a staged file may wait for its row before it counts as garbage. */
const leaseSeconds = 3_600

/** One picture to stage. */
export interface StagingPart {
  readonly image: AcceptedImage
  readonly details: RowDetails
}

/**
 * Writes `staged` lines, then the files, each to a fresh path. A thumbnail without a `source` is one of the original
 * in the same call. If a file cannot be written, all are given up.
 */
export async function stageImages(
  unit: UnitOfWork,
  table: ImageTable,
  key: Key | undefined,
  store: Store,
  parts: readonly StagingPart[],
  signal?: AbortSignal,
): Promise<readonly StagedImage[]> {
  await unit.session.schema?.requireColumns(table)
  const namespace = await unit.session.namespace()
  const createdAt = createdAtNow()
  const paths = parts.map(({ image }) => newPath({ namespace, objectType: table.objectType, ...image }))
  const originalPath = paths[parts.findIndex(({ details }) => details.original)] ?? ''
  const staged = parts.map(({ image, details }, index) =>
    stagedImage(table, store, newRow(store, createdAt, paths[index] ?? '', originalPath, image, details)),
  )
  await unit.session.stage(table, staged, leaseSeconds)
  unit.staged(staged)
  try {
    for (const [index, { row }] of staged.entries()) {
      const bytes = parts[index]?.image.bytes ?? new Uint8Array(0)
      const options = { reproducible: !row.original, ...(signal ? { signal } : {}) }
      const fileKey = newKey(table, key, row)
      await store.putFile(bytes, fileKey, options)
      // Whoever attaches the image is given its URL: a store that cannot tell it must not fail after the commit.
      await store.getUrl(fileKey)
    }
  } catch (error) {
    await unit.abandon(staged)
    // Each store has its own words for being stopped; the caller knows the signal's.
    signal?.throwIfAborted()
    throw error
  }
  return staged
}

/** What a store is told of a new file; it has no object id before it has an owner. */
function newKey(
  table: ImageTable,
  key: Key | undefined,
  { path, width, height, mimetype }: StagedImage['row'],
): ImageKey {
  const objectId = key && table.objectId(key)
  return { path, objectType: table.objectType, objectId, width, height, mimetype }
}

function stagedImage(table: ImageTable, store: Store, row: StagedImage['row']): StagedImage {
  return { path: row.path, store: store.name, table: table.sqlName, legacy: null, row }
}

function newRow(
  store: Store,
  createdAt: string,
  path: string,
  originalPath: string,
  image: AcceptedImage,
  details: RowDetails,
): StagedImage['row'] {
  return {
    width: image.width,
    height: image.height,
    mimetype: image.mimetype,
    original: details.original,
    createdAt,
    path,
    source: details.original ? '' : (details.source ?? originalPath),
    store: store.name,
    variant: '',
    byteSize: image.bytes.length,
    checksum: checksum(image.bytes),
    placeholder: null,
    filename: details.filename ?? null,
    metadata: details.metadata === undefined ? null : JSON.stringify(details.metadata),
    columns: details.columns ?? {},
  }
}

/** Runs the statements that attach staged files; when they fail, gives the files up. */
export async function writeStaged<TResult>(
  unit: UnitOfWork,
  staged: readonly StagedImage[],
  work: (session: RepositorySession, touched: TouchedList) => Promise<TResult>,
): Promise<TResult> {
  try {
    return await unit.write(work)
  } catch (error) {
    await unit.abandon(staged)
    throw error
  }
}
