/** A process of the soak: one random operation after the other, until it is told to end, or killed. */
import { type AppPlace, openApp } from './app.ts'
import { randomNumbers } from './pictures.ts'
import { isExpected } from './soak/expected-errors.ts'
import { anyOperation } from './soak/operations.ts'

/** What a process is told when it starts. */
export interface SoakStart {
  readonly place: AppPlace
  /** Decides its operations. */
  readonly seed: number
}

/** What a process says after every operation. */
export interface SoakReport {
  readonly operation: string
  readonly outcome: 'done' | 'refused' | 'violation'
  readonly what?: string
}

let isEnding = false

process.on('message', (message: SoakStart | 'end') => {
  if (message === 'end') isEnding = true
  else void work(message)
})
process.on('disconnect', () => process.exit())
process.on('unhandledRejection', reason =>
  report({ operation: '', outcome: 'violation', what: `unhandled: ${reason}` }),
)

async function work({ place, seed }: SoakStart): Promise<void> {
  const app = await openApp(place)
  const random = randomNumbers(seed)
  while (!isEnding) {
    const operation = anyOperation(random)
    // Its own numbers, so that how far an operation gets does not change the ones after it.
    const numbers = randomNumbers(random(2 ** 31))
    try {
      await operation.run(app, numbers)
      report({ operation: operation.name, outcome: 'done' })
    } catch (error) {
      const what = `${operation.name}: ${error instanceof Error ? error.stack : String(error)}`
      report({ operation: operation.name, outcome: isExpected(error) ? 'refused' : 'violation', what })
    }
  }
  await app.images.settled()
  await app.close()
  process.disconnect()
}

function report(message: SoakReport): void {
  process.send?.(message)
}
