import { type ExitCode, exitCodes } from './exit-code.js'

const codes: Readonly<Partial<Record<NodeJS.Signals, ExitCode>>> = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
}

/** npx and npm pass on to their child what the terminal has sent it already: within so many milliseconds both are one. */
const passedOn = 500

/**
 * The first Ctrl-C, or SIGTERM, asks the command to stop behind what is in flight; the second ends the process. That
 * loses nothing, since every step can be cut off, but leaves more to do for the next run.
 */
export class Interruption {
  readonly #controller = new AbortController()
  readonly #onStop: () => void
  #code: ExitCode | undefined
  #stoppedAt = 0
  readonly #listener = (signal: NodeJS.Signals): void => this.#stop(codes[signal] ?? exitCodes.interrupted)

  /** `onStop` is told of the first one. */
  constructor(onStop: () => void) {
    this.#onStop = onStop
    for (const signal of Object.keys(codes)) process.on(signal as NodeJS.Signals, this.#listener) // the keys are signals
  }

  /** For whatever the command does. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** What the process ends with when it was interrupted. */
  get code(): ExitCode | undefined {
    return this.#code
  }

  [Symbol.dispose](): void {
    for (const signal of Object.keys(codes)) process.off(signal, this.#listener)
  }

  #stop(code: ExitCode): void {
    const now = performance.now()
    if (this.#code !== undefined) {
      if (now - this.#stoppedAt > passedOn) process.exit(code)
      return
    }
    this.#code = code
    this.#stoppedAt = now
    this.#onStop()
    this.#controller.abort()
  }
}
