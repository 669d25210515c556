import { type ExitCode, exitCodes } from './exit-code.js'

const codes: Readonly<Partial<Record<NodeJS.Signals, ExitCode>>> = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
}

/**
 * The first Ctrl-C, or SIGTERM, asks the command to stop behind what is in flight; the second ends the process. That
 * loses nothing, since every step can be cut off, but leaves more to do for the next run.
 */
export class Interruption {
  readonly #controller = new AbortController()
  readonly #onStop: () => void
  #code: ExitCode | undefined
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
    if (this.#code !== undefined) process.exit(code)
    this.#code = code
    this.#onStop()
    this.#controller.abort()
  }
}
