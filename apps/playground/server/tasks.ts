import { EventEmitter, once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { TaskName, TaskView } from './protocol.js'

/** Tells how far a task has come. */
export type Report = (progress: Pick<TaskView, 'done' | 'total' | 'note'>) => void

/** Milliseconds between two news: more often nobody can read them. */
const interval = 100

/** What takes its time at the moment, for everybody who looks at the page. */
export class Tasks {
  readonly #running = new Map<TaskName, TaskView>()
  readonly #changed = new EventEmitter().setMaxListeners(0)
  #version = 0

  get views(): readonly TaskView[] {
    return [...this.#running.values()]
  }

  /** Does something that takes its time; not twice at once. */
  async run<TResult>(name: TaskName, title: string, work: (report: Report) => Promise<TResult>): Promise<TResult> {
    if (this.#running.has(name)) throw new RangeError(`${title} is at work already: wait until it is done`)
    const report: Report = progress => this.#change(() => this.#running.set(name, { name, title, ...progress }))
    report({ done: 0, total: null, note: '' })
    try {
      return await work(report)
    } finally {
      this.#change(() => this.#running.delete(name))
    }
  }

  /** What is at work, now and after each change, until the signal is aborted. */
  async *changes(signal: AbortSignal): AsyncGenerator<readonly TaskView[], void, undefined> {
    for (let seen = -1; !signal.aborted; ) {
      if (seen === this.#version) await once(this.#changed, 'change', { signal }).catch(() => undefined)
      else {
        seen = this.#version
        yield this.views
        await setTimeout(interval)
      }
    }
  }

  #change(make: () => void): void {
    make()
    this.#version += 1
    this.#changed.emit('change')
  }
}
