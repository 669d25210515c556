/** How fast work may go. Default: as fast as it can. */
export interface PaceOptions {
  readonly filesPerSecond?: number
  readonly bytesPerSecond?: number
}

/** Spreads work over time, so that others who use the same disk or network get their share. */
export class Pace {
  readonly #secondsPerFile: number
  readonly #secondsPerByte: number
  /** When the next file may start, in milliseconds. */
  #next = 0

  /** Throws `RangeError` for a rate that is no positive number. */
  constructor({ filesPerSecond, bytesPerSecond }: PaceOptions) {
    this.#secondsPerFile = secondsPer(filesPerSecond, 'filesPerSecond')
    this.#secondsPerByte = secondsPer(bytesPerSecond, 'bytesPerSecond')
  }

  /** Waits for the turn of a file, or until the signal is aborted. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = performance.now()
    if (this.#next > now) await pause(this.#next - now, signal)
  }

  /** Takes note of a file that starts now, or of bytes of it that nobody could foresee. */
  spend(files: number, bytes: number): void {
    const seconds = Math.max(files * this.#secondsPerFile, bytes * this.#secondsPerByte)
    this.#next = Math.max(this.#next, performance.now()) + seconds * 1_000
  }
}

function secondsPer(rate: number | undefined, name: string): number {
  if (rate === undefined) return 0
  if (rate > 0) return 1 / rate
  throw new RangeError(`${name} must be a positive number, not ${rate}`)
}

/** Waits so many milliseconds, or until the signal is aborted, which is no error here. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return
  await new Promise<void>(resolve => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener('abort', end, { once: true })
  })
}
