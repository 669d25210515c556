/** A process that promotes or discards the changes of a sandbox, and is killed at one of its calls to the disk. */
import { Calls } from './calls.ts'
import { openSandbox } from './sandbox/open-sandbox.ts'

/** What a process is told when it starts. */
export interface SandboxTask {
  readonly home: string
  readonly verb: 'promote' | 'discard'
  /** The call before which the process ends. */
  readonly killAt: number
}

process.on('message', (task: SandboxTask) => void work(task))

async function work({ home, verb, killAt }: SandboxTask): Promise<void> {
  const store = openSandbox(home, new Calls({ mode: 'kill', at: killAt }))
  for await (const event of store[verb]()) {
    if (event.outcome === 'failed') throw event.cause
  }
  process.disconnect()
}
