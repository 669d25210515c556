import type { Digest } from './checksum.js'
import { CopyFailure, checkFile, copyFile } from './copy-file.js'
import { FlipQueue } from './flip-queue.js'
import { newPath } from './image-key.js'
import type { ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import type { MigrationEvent, MigrationProblem } from './migration-event.js'
import { isKnownMimetype } from './mimetype.js'
import { pause } from './pace.js'
import type { Services } from './services.js'
import type { SettleRequest } from './settler.js'
import type { Store } from './store.js'
import { type StoredRow, storedRow } from './stored-row.js'

/** How images are moved. */
export interface ImageMoverOptions {
  readonly to: Store
  readonly dryRun: boolean
  readonly readBack: boolean
  readonly signal: AbortSignal | undefined
}

/** What became of one image. */
export type ImageEvent = Exclude<MigrationEvent, { readonly kind: 'progress' }>

/** How long a copy may wait for its row before it counts as garbage. */
const leaseSeconds = 3_600
/** A copy that took longer than its lease is made again this often. */
const maxAttempts = 3
/** A store that fails is asked again after so many milliseconds. */
const retryDelays: readonly number[] = [100, 400, 1_600]

/**
 * Moves the images of a table, each in the order that keeps rows and bytes in agreement: a `staged` line, the bytes to
 * a fresh path, the proof that they are whole there, and only then the row.
 */
export class ImageMover<THandle> {
  readonly #services: Services<THandle>
  readonly #table: ImageTable
  readonly #options: ImageMoverOptions
  readonly #flips: FlipQueue<THandle>

  constructor(services: Services<THandle>, table: ImageTable, options: ImageMoverOptions) {
    this.#services = services
    this.#table = table
    this.#options = options
    this.#flips = new FlipQueue(services, table)
  }

  /** Writes the lines of the copies that are to be made, in one statement; none in a dry run. */
  async stage(rows: readonly ImageRow[]): Promise<readonly SettleRequest[]> {
    const { to, dryRun } = this.#options
    if (dryRun || rows.length === 0) return []
    const { root } = this.#services.repository
    const namespace = await root.namespace()
    const files = rows.map(row => ({
      path: movedPath(namespace, this.#table, row),
      store: to.name,
      table: this.#table.sqlName,
      legacy: null,
    }))
    await root.stage(this.#table, files, leaseSeconds)
    return files
  }

  /** Takes back lines of copies that nobody has begun to make. */
  async unstage(files: readonly SettleRequest[]): Promise<void> {
    if (files.length === 0) return
    const { repository } = this.#services
    // If it fails, the reaper finds that there is nothing to delete.
    await repository.transaction(handle => repository.session(handle).claim(files)).catch(() => undefined)
  }

  /**
   * Moves one image, or checks its file in a dry run. `undefined` when it was aborted while a store failed; rejects when
   * the database fails.
   */
  async move(row: ImageRow, staged: SettleRequest | undefined): Promise<ImageEvent | undefined> {
    let file = staged
    try {
      for (let attempt = 1; ; attempt += 1) {
        const digest = await this.#copy(row, file)
        if (!file) return this.#event(row, 'movable', digest)
        const outcome = await this.#flips.flip({ row, file: { ...file, ...digest } })
        if (outcome === 'moved' || outcome === 'changed') return this.#event(row, outcome, digest)
        await this.#services.hints.discard([file])
        if (outcome === 'busy' || attempt === maxAttempts) return this.#problem(row, 'busy')
        file = (await this.stage([row]))[0]
      }
    } catch (error) {
      if (file) await this.#services.hints.discard([file])
      if (!(error instanceof CopyFailure)) throw error
      if (error.isTransient && this.#options.signal?.aborted) return undefined
      return this.#problem(row, error.problem, error.cause)
    }
  }

  /** Copies the file, or reads it in a dry run; asks a store that fails a few times. */
  async #copy(row: ImageRow, file: SettleRequest | undefined): Promise<Digest> {
    const { to, readBack, signal } = this.#options
    for (let attempt = 0; ; attempt += 1) {
      try {
        const source = this.#source(row)
        if (!file) return await checkFile(source)
        return await copyFile(source, { store: to, key: { ...source.key, path: file.path }, readBack })
      } catch (error) {
        const delay = retryDelays[attempt]
        if (!(error instanceof CopyFailure && error.isTransient) || delay === undefined) throw error
        await pause(delay * (0.5 + Math.random()), signal)
        if (signal?.aborted) throw error
      }
    }
  }

  #source(row: ImageRow): StoredRow {
    try {
      return storedRow(this.#services, this.#table, row)
    } catch (error) {
      throw new CopyFailure('unreadable', error)
    }
  }

  #event(row: ImageRow, outcome: 'moved' | 'changed' | 'movable', { byteSize }: Digest): ImageEvent {
    return { kind: 'file', outcome, ...this.#image(row), byteSize }
  }

  #problem(row: ImageRow, problem: MigrationProblem, cause?: unknown): ImageEvent {
    return { kind: 'problem', problem, ...this.#image(row), ...(cause === undefined ? {} : { cause }) }
  }

  #image({ key, width, height, path }: ImageRow) {
    return { table: this.#table.name, key, width, height, path }
  }
}

/** A copy has a path of its own: no path is ever written twice, whatever was killed, delayed or moved back. */
function movedPath(namespace: string, table: ImageTable, { width, height, mimetype }: ImageRow): string {
  const parts = { namespace, objectType: table.objectType, width, height, mimetype }
  // SQLAlchemy-ImageAttach stored types that we do not; their files keep going without a suffix.
  return newPath(isKnownMimetype(mimetype) ? parts : { ...parts, suffix: '' })
}
