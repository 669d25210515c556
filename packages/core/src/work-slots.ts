import { checkConcurrency } from './check-concurrency.js'
import { InvalidImageError } from './errors.js'
import { maxDelay } from './limits.js'
import type { ResizerCallOptions } from './resizer.js'

/**
 * Bounds how many images a resizer works on at once, and how long each may take.
 *
 * Waiting for a slot does not count against `limits.timeout`. A caller is answered as soon as its time is over or its
 * signal fires; the slot is free only when the work has really ended, so that memory stays bounded even where native
 * code cannot be interrupted.
 *
 * ```ts
 * import { defaultLimits, WorkSlots } from '@imageattach/core'
 *
 * const slots = new WorkSlots(2)
 * export const answer = slots.run({ limits: defaultLimits }, async signal => {
 *   signal.throwIfAborted()
 *   return 42
 * })
 * ```
 */
export class WorkSlots {
  readonly #waiting: (() => void)[] = []
  #free: number

  /** Throws `RangeError` when `count` is no positive integer. */
  constructor(count: number) {
    this.#free = checkConcurrency(count)
  }

  /**
   * Runs `work` in a slot. Its signal fires when the caller's does, and after `limits.timeout`; the promise then
   * rejects with the caller's reason, or with {@link InvalidImageError} `timeout`.
   */
  async run<T>(options: ResizerCallOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await this.#acquire(options.signal)
    const stop = new AbortController()
    return raceAgainst(stop, this.#work(work, stop.signal), options)
  }

  async #work<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await work(signal)
    } finally {
      this.#release()
    }
  }

  async #acquire(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(signal?.reason)
      }
      this.#waiting.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  /** Hands the slot to the one who waits longest. */
  #release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}

async function raceAgainst<T>(stop: AbortController, task: Promise<T>, options: ResizerCallOptions): Promise<T> {
  const { limits, signal } = options
  const forward = () => stop.abort(signal?.reason)
  const expire = () =>
    stop.abort(new InvalidImageError('timeout', `The image took longer than limits.timeout (${limits.timeout} ms)`))
  const timer = limits.timeout <= maxDelay ? setTimeout(expire, limits.timeout) : undefined
  signal?.addEventListener('abort', forward, { once: true })
  // It may have fired between the end of the wait and this line.
  if (signal?.aborted) forward()
  try {
    return await Promise.race([task, rejection(stop.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', forward)
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
