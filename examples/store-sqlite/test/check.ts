import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkStore, formatResults } from '@imageattach/contracts'
import { SqliteStore } from '../src/index.ts'

const folder = await mkdtemp(join(tmpdir(), 'store-sqlite-'))
let count = 0
const results = await checkStore({
  create: () => new SqliteStore({ file: join(folder, `${count++}.db`), baseUrl: 'https://img.example.com/' }),
  dispose: store => (store as SqliteStore)[Symbol.dispose](),
})
await rm(folder, { recursive: true })

console.log(formatResults(results))
process.exitCode = results.some(({ outcome }) => outcome === 'failed') ? 1 : 0
