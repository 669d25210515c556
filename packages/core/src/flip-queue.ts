import { isImageAttachError } from './errors.js'
import { findOriginal, type ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import { setLockName } from './ledger.js'
import { retiredFile } from './legacy/legacy-place.js'
import { pause } from './pace.js'
import type { MovedFile, RepositorySession, SourceMove } from './repository.js'
import type { Services } from './services.js'
import type { SettleRequest } from './settler.js'
import { type TouchedList, unitOfWork } from './unit-of-work.js'

/** A row that is to name a staged copy of its file. */
export interface Flip {
  readonly row: ImageRow
  readonly file: SettleRequest & MovedFile
}

/**
 * `'changed'`: the row no longer names the file that was copied. `'expired'`: the copy is no longer staged. `'busy'`: a
 * transaction of the application holds the set. In neither case anything was changed, and the copy is given up.
 */
export type FlipOutcome = 'moved' | 'changed' | 'expired' | 'busy'

interface Waiting {
  readonly flip: Flip
  resolve(outcome: FlipOutcome): void
  reject(error: unknown): void
}

/** A transaction holds no more sets than this, and them no longer than it must. */
const maxFlips = 32

/**
 * Makes the rows of a table name their copies. While one transaction commits, the next flips gather: a fast store costs
 * few commits, and a slow one waits for nobody.
 */
export class FlipQueue<THandle> {
  readonly #services: Services<THandle>
  readonly #table: ImageTable
  #waiting: Waiting[] = []
  #isRunning = false

  constructor(services: Services<THandle>, table: ImageTable) {
    this.#services = services
    this.#table = table
  }

  /** Fulfilled when the outcome is committed; rejected when the database fails. */
  flip(flip: Flip): Promise<FlipOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ flip, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      await pause(0) // for those that are as far as this one
      const batch = this.#waiting.splice(0, maxFlips)
      // Each by itself waits for nobody but whoever keeps its set; the queue goes on meanwhile.
      if (!(await this.#together(batch))) for (const one of batch) void this.#alone(one)
    }
    this.#isRunning = false
  }

  /** False when one of them cannot be moved, or somebody is in the way: then nothing was changed. */
  async #together(batch: readonly Waiting[]): Promise<boolean> {
    const { repository, hints } = this.#services
    const flips = batch.map(({ flip }) => flip)
    try {
      await repository.transaction(async handle => {
        const write = { session: repository.session(handle), table: this.#table, touched: { staged: [], retired: [] } }
        if ((await flipRows(write, flips)) !== 'moved') throw new NotTogether()
      })
      hints.ended([])
      for (const { resolve } of batch) resolve('moved')
    } catch (error) {
      if (error instanceof NotTogether || repository.isConflict(error)) return false
      for (const { reject } of batch) reject(error)
    }
    return true
  }

  async #alone({ flip, resolve, reject }: Waiting): Promise<void> {
    try {
      const unit = unitOfWork(this.#services, this.#table, undefined)
      resolve(await unit.write((session, touched) => flipRows({ session, table: this.#table, touched }, [flip])))
    } catch (error) {
      if (isImageAttachError(error) && error.code === 'CONFLICT') resolve('busy')
      else reject(error)
    }
  }
}

/** Rolls back the transaction of flips of which not all can be made. */
class NotTogether extends Error {}

interface FlipWrite {
  readonly session: RepositorySession
  readonly table: ImageTable
  /** Grows by the copies that were not needed. */
  readonly touched: TouchedList
}

/**
 * In the order of every verb: claim the copies, hold the sets, then touch rows. The outcome of several is that of all, or
 * tells that not all could be moved; the transaction must then be rolled back.
 */
async function flipRows(
  { session, table, touched }: FlipWrite,
  flips: readonly Flip[],
): Promise<'moved' | 'changed' | 'expired'> {
  const files = flips.map(({ file }) => file)
  if ((await session.claim(files)) < flips.length) return 'expired'
  await session.hold(
    flips.map(({ row }) => setLockName(table, row.key)),
    'briefly',
  )
  const sources: SourceMove[] = []
  for (const { row, file } of flips) {
    if (row.original && (await isSourceOfThumbnails(session, table, row)))
      sources.push({ key: row.key, from: row.path, to: file.path })
  }
  const moved = await session.moveRows(
    table,
    flips.map(({ row, file }) => ({ row, to: file })),
  )
  if (moved < flips.length) {
    await session.stage(table, files, 0)
    touched.staged.push(...files)
    return 'changed'
  }
  await session.moveSources(table, sources)
  await session.leaveBehind(
    table,
    flips.map(({ row }) => retiredFile(table, row)),
  )
  return 'moved'
}

/** Of two originals that an ancestor has left in one set, neither with a path, the thumbnails are of the one that counts. */
async function isSourceOfThumbnails(session: RepositorySession, table: ImageTable, row: ImageRow): Promise<boolean> {
  if (row.path !== '') return true
  const original = findOriginal(await session.find(table, row.key))
  return original?.path === '' && original.width === row.width && original.height === row.height
}
