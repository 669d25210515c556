import type { Writable } from 'node:stream'
import type { Reporter } from './reporter.js'

/** One JSON object a line, for programs. */
export class JsonReporter implements Reporter {
  readonly #stream: Writable

  constructor(stream: Writable) {
    this.#stream = stream
  }

  event(event: object): void {
    this.#stream.write(`${JSON.stringify(event, plain)}\n`)
  }

  progress(event: object): void {
    this.event(event)
  }

  end(event: object): void {
    this.event(event)
  }

  flush(): Promise<void> {
    return new Promise(resolve => this.#stream.write('', () => resolve()))
  }
}

/** Ids beyond 2^53 as text; of errors what JSON would leave out. */
function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (!(value instanceof Error)) return value
  const { name, message } = value
  return { name, ...('code' in value ? { code: value.code } : {}), message }
}
