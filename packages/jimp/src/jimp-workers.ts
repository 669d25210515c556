import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { WorkerRequest, WorkerResponse } from './worker-messages.js'

/** How long a worker that has nothing to do is kept: starting one takes about as long as a small picture. */
const idleTime = 5_000

/** After a larger picture, the end of its thread gives hundreds of megabytes back at once. */
const maxReusedPixels = 2_000_000

/**
 * Threads that run jimp. Each answers one request at a time; one that is told to stop, or that dies, is replaced.
 * Idle threads do not keep the process alive.
 */
export class JimpWorkers {
  #idle: readonly IdleWorker[] = []

  /** Rejects with the signal's reason when it fires, and with what killed the worker when it dies. */
  async ask(request: WorkerRequest, signal: AbortSignal, pixels: number): Promise<WorkerResponse> {
    signal.throwIfAborted()
    const worker = this.#take()
    try {
      // Only the transferred copy leaves the caller's hands.
      worker.postMessage(request, [request.input.buffer as ArrayBuffer])
      const response = await firstMessage(worker, signal)
      if (pixels > maxReusedPixels) await worker.terminate()
      else this.#giveBack(worker)
      return response
    } catch (error) {
      // Nothing but the end of its thread stops a decoder in the middle.
      await worker.terminate()
      throw error
    }
  }

  #take(): Worker {
    const idle = this.#idle.at(-1)
    if (idle === undefined) return startWorker()
    this.#idle = this.#idle.slice(0, -1)
    idle.leave()
    idle.worker.ref()
    return idle.worker
  }

  #giveBack(worker: Worker): void {
    worker.unref()
    const forget = () => {
      this.#idle = this.#idle.filter(idle => idle.worker !== worker)
    }
    const timer = setTimeout(() => void worker.terminate(), idleTime).unref()
    // A worker that dies while idle has harmed nobody.
    worker.on('error', forget).on('exit', forget)
    const leave = () => {
      clearTimeout(timer)
      worker.off('error', forget).off('exit', forget)
    }
    this.#idle = [...this.#idle, { worker, leave }]
  }
}

interface IdleWorker {
  readonly worker: Worker
  /** Ends its idleness: the clock stops, and its death is a failure again. */
  leave(): void
}

async function firstMessage(worker: Worker, signal: AbortSignal): Promise<WorkerResponse> {
  // `once` rejects when an 'error' event comes first, so a worker that runs out of memory ends here, too.
  const listening = new AbortController()
  const stop = AbortSignal.any([signal, listening.signal])
  try {
    const [response] = await Promise.race([
      once(worker, 'message', { signal: stop }) as Promise<[WorkerResponse]>,
      once(worker, 'exit', { signal: stop }).then(([code]) => {
        throw new Error(`The worker ended with code ${code}`)
      }),
    ])
    return response
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    listening.abort()
  }
}

function startWorker(): Worker {
  // Tests run the sources, whose worker Node reads as TypeScript.
  const file = import.meta.url.endsWith('.ts') ? './jimp-worker.ts' : './jimp-worker.js'
  return new Worker(new URL(file, import.meta.url), {
    name: 'imageattach-jimp',
    // Flags of the application are about its own main module, such as --input-type.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
}
