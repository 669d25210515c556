import type { MigrationEvent, MigrationPlan } from '@imageattach/core'
import type { MigrationView, StoreName } from './protocol.js'
import type { Report } from './tasks.js'

/** What the visitor chose. */
export interface MigrationSettings {
  readonly from: StoreName
  readonly to: StoreName
  readonly dryRun: boolean
  /** `null`: as fast as it can. */
  readonly filesPerSecond: number | null
}

/** A stretch of a migration, from its start or from where it paused. */
export interface Stretch {
  readonly settings: MigrationSettings
  /** Whether it goes on where the last one was paused. */
  readonly isResumed: boolean
  /** How many images there are to move. */
  readonly total: number
  plan(options: { readonly after?: string; readonly signal: AbortSignal }): MigrationPlan
  onProblem(event: Extract<MigrationEvent, { readonly kind: 'problem' }>): void
}

/** The migration of the playground: one at a time, which can be paused, and goes on from its checkpoint. */
export class Migration {
  #view: MigrationView | null = null
  #checkpoint: string | undefined
  #controller = new AbortController()
  #ended: Promise<unknown> = Promise.resolve()

  get view(): MigrationView | null {
    return this.#view
  }

  /** Where a paused migration goes on. */
  get checkpoint(): string | undefined {
    return this.#checkpoint
  }

  /** Starts, or goes on where it was paused. Fulfilled when it is done or paused again. */
  run(stretch: Stretch, report: Report): Promise<MigrationView> {
    const running = this.#run(stretch, report)
    this.#ended = running.catch(() => undefined)
    return running
  }

  /** Lets it finish what is in flight, and stop there. */
  async pause(): Promise<void> {
    this.#controller.abort()
    await this.#ended
  }

  async #run({ settings, isResumed, plan, onProblem, ...counted }: Stretch, report: Report): Promise<MigrationView> {
    const { from, to, dryRun } = settings
    const controller = new AbortController()
    const { signal } = controller
    const after = isResumed ? this.#checkpoint : undefined
    // Refuses what makes no sense, and leaves an earlier migration as it is.
    const events = plan({ ...(after === undefined ? {} : { after }), signal })
    this.#controller = controller
    this.#checkpoint = after
    const { done: before, total } = isResumed && this.#view ? this.#view : { done: 0, ...counted }
    const started = performance.now()
    const show = (status: MigrationView['status'], done: number) => {
      this.#view = { from, to, dryRun, status, done, total: Math.max(done, total) }
      report({ done, total, note: describePace(done, total, done - before, performance.now() - started) })
      return this.#view
    }
    let done = before
    show('running', done)
    try {
      for await (const event of events) {
        if (event.kind === 'problem') onProblem(event)
        if (event.kind !== 'progress') continue
        this.#checkpoint = event.after
        done = before + event.done
        show('running', done)
      }
      return show('done', done)
    } catch (error) {
      const view = show('paused', done)
      if (signal.aborted) return view
      throw error
    }
  }
}

/** `24 of 80 images, 9.8 a second, about 6 s left` */
function describePace(done: number, total: number, moved: number, milliseconds: number): string {
  const counts = `${done} of ${total} images`
  if (moved === 0) return counts
  const rate = moved / (milliseconds / 1_000)
  return `${counts}, ${rate.toFixed(1)} a second, about ${Math.ceil(Math.max(0, total - done) / rate)} s left`
}
