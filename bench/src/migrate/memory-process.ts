/** Migrates a million rows whose files take no room, and writes down how much memory that takes, from 5,000 rows on. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { examplePng } from '@imageattach/contracts'
import { GeneratedStore } from './generated-store.ts'
import { movingDatabase } from './moving-database.ts'

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000)
const first = 5_000
const step = 10_000

const home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'imageattach-bench-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true }))

const bytes = examplePng(40, 30)
const checksum = createHash('sha256').update(bytes).digest('hex')
const stores = ['source', 'target'].map(name => new GeneratedStore(name, bytes))
const facts = { count: rows, store: 'source', byteSize: bytes.length, checksum }
const { images, close } = await movingDatabase(join(home, 'bench.db'), stores, facts)
const started = performance.now()
let next = first
let done = 0
for await (const event of images.migrate({ from: 'source', to: 'target' })) {
  if (event.kind !== 'file') continue
  done += 1
  if (done < next && done < rows) continue
  next = next === first ? step : next + step
  const megabytes = Number((process.memoryUsage.rss() / 1024 / 1024).toFixed(1))
  const rowsPerSecond = Math.round((done / (performance.now() - started)) * 1_000)
  console.log(JSON.stringify({ rows: done, megabytes, rowsPerSecond }))
}
await close()
