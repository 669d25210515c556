/** A process that migrates, or one that attaches, replaces and removes pictures meanwhile; until it is told, or killed. */
import { openMovingApp, route } from './migration/moving-app.ts'
import { writePictures } from './migration/write-pictures.ts'

/** What a process is told when it starts. */
export interface MigrationStart {
  readonly home: string
  readonly role: 'migrate' | 'write'
  /** Decides what a writer does. */
  readonly seed: number
  /** Where the migration goes on. */
  readonly after: string | undefined
}

/** What a process says. */
export type MigrationReport =
  | { readonly kind: 'file' }
  | { readonly kind: 'checkpoint'; readonly after: string }
  | { readonly kind: 'operation' }
  | { readonly kind: 'violation'; readonly what: string }

const stop = new AbortController()

process.on('message', (message: MigrationStart | 'end') => {
  if (message === 'end') stop.abort()
  else void work(message)
})
process.on('disconnect', () => process.exit())
process.on('unhandledRejection', reason => report({ kind: 'violation', what: `unhandled: ${reason}` }))

async function work(start: MigrationStart): Promise<void> {
  const app = await openMovingApp(start.home, 3_600)
  try {
    if (start.role === 'write') await writePictures(app, start.seed, stop.signal, () => report({ kind: 'operation' }))
    else await migrate(app.images, start.after)
    await app.images.settled()
  } catch (error) {
    report({ kind: 'violation', what: `${start.role}: ${error instanceof Error ? error.stack : String(error)}` })
  }
  for (const error of app.cleanupErrors) report({ kind: 'violation', what: `${error.message}: ${error.errors[0]}` })
  await app.close()
  process.disconnect()
}

async function migrate(
  images: Awaited<ReturnType<typeof openMovingApp>>['images'],
  after: string | undefined,
): Promise<void> {
  for await (const event of images.migrate({ ...route, ...(after === undefined ? {} : { after }) })) {
    if (event.kind === 'file') report({ kind: 'file' })
    else if (event.kind === 'progress' && event.after) report({ kind: 'checkpoint', after: event.after })
    // Somebody who keeps an image to himself for ten seconds is no fault; the next run finds it.
    else if (event.kind === 'problem' && event.problem !== 'busy') {
      report({ kind: 'violation', what: `${event.problem}: ${event.path} ${event.cause}` })
    }
  }
}

function report(message: MigrationReport): void {
  process.send?.(message)
}
