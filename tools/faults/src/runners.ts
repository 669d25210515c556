import { type ChildProcess, fork } from 'node:child_process'
import type { Task, TaskResult } from './run-task.ts'

/** Processes that run operations; warm ones wait, so that a kill costs no start. */
export class Runners {
  readonly #program: string
  readonly #idle: ChildProcess[] = []

  constructor(program: string) {
    this.#program = program
  }

  /** Sees to it that so many processes are waiting. */
  warm(count: number): void {
    while (this.#idle.length < count) this.#idle.push(this.#start())
  }

  /** Runs an operation in a process of its own. */
  run(task: Task): Promise<TaskResult> {
    const child = this.#idle.shift() ?? this.#start()
    return new Promise(resolve => {
      const onMessage = (result: unknown) => {
        child.off('exit', onExit)
        this.#idle.push(child)
        resolve(result as TaskResult) // the only thing that a runner sends
      }
      const onExit = (code: number | null, signal: string | null) => {
        child.off('message', onMessage)
        const faults = signal === 'SIGKILL' ? [] : [`the process ended with ${signal ?? code}`]
        resolve({ outcome: 'killed', calls: task.fault?.at ?? 0, hit: '', faults })
      }
      child.once('message', onMessage)
      child.once('exit', onExit)
      child.send(task)
    })
  }

  /** Ends the waiting processes. */
  stop(): void {
    for (const child of this.#idle.splice(0)) child.disconnect()
  }

  #start(): ChildProcess {
    return fork(this.#program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  }
}
