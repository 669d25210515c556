import { type ChildProcess, fork } from 'node:child_process'
import type { AppPlace } from '../app.ts'
import type { SoakReport, SoakStart } from '../soak-process.ts'

/** A process of the soak that is started again whenever it was killed. */
export class Worker {
  readonly #program: string
  readonly #place: AppPlace
  readonly #seed: number
  readonly #onReport: (report: SoakReport) => void
  #child: ChildProcess | undefined
  #lives = 0
  #isEnding = false
  #ended: Promise<void> = Promise.resolve()
  /** When it last finished an operation. */
  activeAt = performance.now()

  constructor(program: string, place: AppPlace, seed: number, onReport: (report: SoakReport) => void) {
    this.#program = program
    this.#place = place
    this.#seed = seed
    this.#onReport = onReport
  }

  start(): void {
    this.#lives += 1
    const child = fork(this.#program)
    this.#child = child
    child.on('message', message => {
      this.activeAt = performance.now()
      this.#onReport(message as SoakReport) // the only thing that it sends
    })
    this.#ended = new Promise(resolve => {
      child.once('exit', (code, signal) => {
        if (signal !== 'SIGKILL' && code !== 0)
          this.#onReport({ operation: '', outcome: 'violation', what: `a process ended with ${signal ?? code}` })
        if (!this.#isEnding) this.start()
        resolve()
      })
    })
    child.send({ place: this.#place, seed: this.#seed + 1_000 * this.#lives } satisfies SoakStart)
  }

  /** SIGKILL, wherever it is. */
  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  /** Lets it finish what it is doing. */
  async end(): Promise<void> {
    this.#isEnding = true
    if (this.#child?.connected) this.#child.send('end')
    await this.#ended
  }
}
