import { isImageAttachError } from './errors.js'
import { findOriginal, type ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import { setLockName } from './ledger.js'
import { retiredFile } from './legacy/legacy-place.js'
import type { MovedFile, RepositorySession } from './repository.js'
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
      const batch = this.#waiting.splice(0, maxFlips)
      if (batch.length === 1 || !(await this.#together(batch))) for (const one of batch) await this.#alone(one)
    }
    this.#isRunning = false
  }

  /** False when somebody is in the way of one of them: then nothing was changed, and nobody else has to wait. */
  async #together(batch: readonly Waiting[]): Promise<boolean> {
    const { repository, hints } = this.#services
    const touched: TouchedList = { staged: [], retired: [] }
    const flips = batch.map(({ flip }) => flip)
    try {
      const outcomes = await repository.transaction(handle =>
        flipRows({ session: repository.session(handle), table: this.#table, touched }, flips),
      )
      hints.ended([touched])
      for (const { flip, resolve } of batch) resolve(outcomes.get(flip) ?? 'changed')
    } catch (error) {
      if (repository.isConflict(error)) return false
      for (const { reject } of batch) reject(error)
    }
    return true
  }

  async #alone({ flip, resolve, reject }: Waiting): Promise<void> {
    try {
      const unit = unitOfWork(this.#services, this.#table, undefined)
      const outcomes = await unit.write((session, touched) =>
        flipRows({ session, table: this.#table, touched }, [flip]),
      )
      resolve(outcomes.get(flip) ?? 'changed')
    } catch (error) {
      if (isImageAttachError(error) && error.code === 'CONFLICT') resolve('busy')
      else reject(error)
    }
  }
}

interface FlipWrite {
  readonly session: RepositorySession
  readonly table: ImageTable
  /** Grows by the copies that were not needed. */
  readonly touched: TouchedList
}

/** In the order of every verb: claim the copies, hold the sets, then touch rows. */
async function flipRows(
  { session, table, touched }: FlipWrite,
  flips: readonly Flip[],
): Promise<ReadonlyMap<Flip, FlipOutcome>> {
  const outcomes = new Map<Flip, FlipOutcome>()
  const claimed: Flip[] = []
  for (const flip of flips) {
    if ((await session.claim([flip.file])) === 1) claimed.push(flip)
    else outcomes.set(flip, 'expired')
  }
  for (const name of new Set(claimed.map(({ row }) => setLockName(table, row.key)).sort())) {
    await session.hold(name, 'briefly')
  }
  const moved: ImageRow[] = []
  for (const { row, file } of claimed) {
    const isSource = row.original && (await isSourceOfThumbnails(session, table, row))
    if (!(await session.moveRow(table, row, file))) continue
    if (isSource) await session.moveSources(table, row.key, row.path, file.path)
    moved.push(row)
  }
  const unneeded = claimed.filter(({ row }) => !moved.includes(row)).map(({ file }) => file)
  await session.stage(table, unneeded, 0)
  touched.staged.push(...unneeded)
  await session.leaveBehind(
    table,
    moved.map(row => retiredFile(table, row)),
  )
  for (const flip of claimed) outcomes.set(flip, moved.includes(flip.row) ? 'moved' : 'changed')
  return outcomes
}

/** Of two originals that an ancestor has left in one set, neither with a path, the thumbnails are of the one that counts. */
async function isSourceOfThumbnails(session: RepositorySession, table: ImageTable, row: ImageRow): Promise<boolean> {
  if (row.path !== '') return true
  const original = findOriginal(await session.find(table, row.key))
  return original?.path === '' && original.width === row.width && original.height === row.height
}
