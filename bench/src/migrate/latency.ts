import { createHash } from 'node:crypto'
import { examplePng } from '@imageattach/contracts'
import { GeneratedStore } from './generated-store.ts'
import { type MovingDatabase, movingDatabase } from './moving-database.ts'

const files = 512
const milliseconds = 20
const ways = 16

type Images = MovingDatabase['images']

/** What goes through many files, in the order in which an operator does it. */
const works = {
  migrate: (images: Images, concurrency: number) => images.migrate({ from: 'source', to: 'target', concurrency }),
  verify: (images: Images, concurrency: number) => images.verify({ concurrency }),
  prune: async function* (images: Images, concurrency: number) {
    yield* images.prune({ store: 'source', concurrency })
    yield* images.purge({ concurrency })
  },
}

/** Two stores whose every call takes 20 ms: 16 files at once against one after the other. */
export async function latency() {
  const [one, many] = [await seconds(1), await seconds(ways)]
  return Object.fromEntries(
    Object.keys(works).map(work => {
      const [alone = 0, together = 0] = [one.get(work), many.get(work)]
      return [
        work,
        {
          'seconds, 1 at once': Number(alone.toFixed(2)),
          [`seconds, ${ways} at once`]: Number(together.toFixed(2)),
          'speed-up': Number((alone / together).toFixed(1)),
          [`speed-up / ${ways}`]: Number((alone / together / ways).toFixed(2)),
        },
      ]
    }),
  )
}

/** How long each work took. */
async function seconds(concurrency: number): Promise<ReadonlyMap<string, number>> {
  const bytes = examplePng(40, 30)
  const checksum = createHash('sha256').update(bytes).digest('hex')
  const stores = ['source', 'target'].map(name => new GeneratedStore(name, bytes, milliseconds))
  const facts = { count: files, store: 'source', byteSize: bytes.length, checksum }
  const { images, close } = await movingDatabase(':memory:', stores, facts)
  const taken = new Map<string, number>()
  for (const [name, work] of Object.entries(works)) {
    const started = performance.now()
    for await (const _ of work(images, concurrency));
    taken.set(name, (performance.now() - started) / 1_000)
  }
  await close()
  return taken
}
