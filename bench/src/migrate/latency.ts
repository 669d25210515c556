import { createHash } from 'node:crypto'
import { examplePng } from '@imageattach/contracts'
import { GeneratedStore } from './generated-store.ts'
import { movingDatabase } from './moving-database.ts'

const files = 512
const milliseconds = 20
const ways = 16

/** Two stores whose every call takes 20 ms: 16 copies at once against one after the other. */
export async function latency() {
  const [one, many] = [await seconds(1), await seconds(ways)]
  return {
    'seconds, 1 at once': Number(one.toFixed(2)),
    [`seconds, ${ways} at once`]: Number(many.toFixed(2)),
    'speed-up': Number((one / many).toFixed(1)),
    [`speed-up / ${ways}`]: Number((one / many / ways).toFixed(2)),
  }
}

async function seconds(concurrency: number): Promise<number> {
  const bytes = examplePng(40, 30)
  const checksum = createHash('sha256').update(bytes).digest('hex')
  const stores = ['source', 'target'].map(name => new GeneratedStore(name, bytes, milliseconds))
  const facts = { count: files, store: 'source', byteSize: bytes.length, checksum }
  const { images, close } = await movingDatabase(':memory:', stores, facts)
  const started = performance.now()
  await images.migrate({ from: 'source', to: 'target', concurrency }).execute()
  const ended = performance.now()
  await close()
  return (ended - started) / 1_000
}
