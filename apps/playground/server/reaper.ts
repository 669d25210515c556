import type { Playground } from './playground.js'
import { shortPath } from './short-path.js'

const interval = 5_000

/**
 * Lets retired files go on time: ImageAttach reaps by itself about once a minute, which is long when one is watching.
 * The journal hears of it when a file went.
 */
export function startReaper({ images: { sharp }, journal }: Playground): Disposable {
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    void reapOnce().finally(() => {
      running = false
    })
  }, interval)

  async function reapOnce(): Promise<void> {
    const started = performance.now()
    const gone: string[] = []
    try {
      for await (const { path, outcome } of sharp.images.reap()) if (outcome === 'deleted') gone.push(path)
    } catch (error) {
      console.error(error)
    }
    if (gone.length === 0) return
    journal.add({
      title: 'Time is up for retired files',
      code: 'for await (const { path, outcome } of images.reap()) console.log(path, outcome)',
      milliseconds: performance.now() - started,
      result: `${gone.length} ${gone.length === 1 ? 'file is' : 'files are'} gone, and so are their ledger lines`,
      details: gone.map(shortPath),
      warns: false,
      failure: null,
    })
  }

  return { [Symbol.dispose]: () => clearInterval(timer) }
}
