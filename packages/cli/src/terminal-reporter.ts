import type { WriteStream } from 'node:tty'
import { createLogUpdate } from 'log-update'
import { ProgressLine } from './progress-line.js'
import type { Progress, Reporter } from './reporter.js'

/** Milliseconds between two drawings of the progress line. */
const interval = 100

/** Lines for people, with a progress line below them that stays where it is. */
export class TerminalReporter implements Reporter {
  readonly #stream: WriteStream
  readonly #update: ReturnType<typeof createLogUpdate>
  readonly #line = new ProgressLine()
  #drawn = ''
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor(stream: WriteStream) {
    this.#stream = stream
    // A pseudo terminal that nobody has given a size says 0.
    if (!stream.columns) stream.columns = 80
    // A cursor that is never hidden need not come back when the process is killed.
    this.#update = createLogUpdate(stream, { showCursor: true })
  }

  event(_event: object, line?: string): void {
    if (line === undefined) return
    // As it is, not wrapped: a statement is there to be copied.
    this.#update.clear()
    this.#stream.write(`${line}\n`)
    if (this.#drawn !== '') this.#update(this.#drawn)
  }

  progress(_event: object, progress: Progress): void {
    const now = performance.now()
    const isLast = progress.done === progress.total
    if (now - this.#drawnAt < interval && !isLast) return
    this.#drawnAt = now
    this.#drawn = this.#line.at(now, progress)
    this.#update(this.#drawn)
  }

  end(_event: object, line?: string): void {
    this.#update.done()
    if (line !== undefined) this.#stream.write(`${line}\n`)
  }

  flush(): Promise<void> {
    return new Promise(resolve => this.#stream.write('', () => resolve()))
  }
}
