import type { RepositorySession, Store } from '@imageattach/core'

/** A call of core to one of its ports. `root.` are the statements outside any transaction. */
export type PortCall =
  | keyof RepositorySession
  | `root.${keyof RepositorySession}`
  | 'transaction'
  | keyof Pick<Store, 'putFile' | 'getFile' | 'deleteFile'>

/** Right before a call is made, or right after it has succeeded. */
export type Moment = `${'before' | 'after'} ${PortCall}`

/** A call that stands still. */
export interface Pause {
  /** Fulfilled when the call has arrived at the barrier. */
  readonly reached: Promise<void>
  /** Lets the call go on. */
  release(): void
}

/**
 * Hooks that are awaited around the calls of one application to its ports, so that a test decides in which order
 * things happen. Each works once, for the next such call.
 */
export class Barriers {
  readonly #actions = new Map<Moment, (() => unknown)[]>()
  #running = 0

  /** How many calls are in the hands of a port right now. */
  get running(): number {
    return this.#running
  }

  /** Does something at a moment; what it throws, the call throws. Of several for one moment, each has its turn. */
  at(moment: Moment, action: () => unknown): void {
    this.#actions.set(moment, [...(this.#actions.get(moment) ?? []), action])
  }

  /** Takes back what has not happened yet. */
  clear(): void {
    this.#actions.clear()
  }

  /** Stops the next call at a moment. */
  pause(moment: Moment): Pause {
    const arrival = gate()
    const departure = gate()
    this.at(moment, () => {
      arrival.open()
      return departure.opened
    })
    return { reached: arrival.opened, release: departure.open }
  }

  /** For the decorators: makes a call, stopping where a test wants it to stop. */
  async call<TResult>(name: PortCall, work: () => Promise<TResult>): Promise<TResult> {
    await this.#meet(`before ${name}`)
    this.#running += 1
    const result = await work().finally(() => {
      this.#running -= 1
    })
    await this.#meet(`after ${name}`)
    return result
  }

  async #meet(moment: Moment): Promise<void> {
    const [action, ...others] = this.#actions.get(moment) ?? []
    this.#actions.set(moment, others)
    await action?.()
  }
}

/** A promise that is fulfilled when somebody opens the gate. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open: () => open() }
}
