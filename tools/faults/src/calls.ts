import { type Action, type Fault, type FaultRule, faultRules, type Layer } from './modes.ts'

/** One counter for all calls of a run, whichever layer they go to, and what becomes of each. */
export class Calls {
  readonly #fault: Fault | undefined
  readonly #rule: FaultRule | undefined
  /** How many calls have counted. */
  count = 0
  /** The call that was hit. */
  hit = ''

  constructor(fault?: Fault) {
    this.#fault = fault
    this.#rule = fault && faultRules[fault.mode]
  }

  /** Counts a call and tells what becomes of it. Does not return when the process is to end before it. */
  next(layer: Layer, name: string): Action {
    const rule = this.#rule
    if (!rule || !this.#fault) {
      this.count += 1
      return 'run'
    }
    const [verb = ''] = name.split(' ')
    if (!rule.counts.includes(layer) && !rule.counts.includes(`${layer} ${verb}`)) {
      // What is broken from call N on is broken for every call of the layer.
      return this.count >= this.#fault.at && rule.after === 'fail' && rule.counts[0]?.startsWith(layer) ? 'fail' : 'run'
    }
    this.count += 1
    if (this.count < this.#fault.at) return 'run'
    if (this.count > this.#fault.at) return rule.after
    this.hit = `${layer} ${name}`
    if (rule.at === 'kill') endProcess()
    return rule.at
  }

  /** Makes an asynchronous call, or what is to become of it. */
  async make<TResult>(
    layer: Layer,
    name: string,
    call: () => Promise<TResult>,
    failure: (code: string) => Error,
  ): Promise<TResult> {
    const action = this.next(layer, name)
    if (action === 'run') return call()
    if (action === 'kill-during') {
      const running = call()
      endProcess()
      return running
    }
    if (action === 'lose') await call()
    throw failure(this.code)
  }

  /** The error of the operating system that the fault is about. */
  get code(): string {
    return this.#rule?.code ?? 'EIO'
  }
}

/** Nothing runs after this: no `finally`, no listener, no flush. */
export function endProcess(): void {
  process.kill(process.pid, 'SIGKILL')
}
