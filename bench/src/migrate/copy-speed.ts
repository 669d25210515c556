import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Store } from '@imageattach/core'
import { FileSystemStore } from '@imageattach/store-fs'
import { median } from '../statistics.ts'
import { movingDatabase, pathOf } from './moving-database.ts'

const files = 5_000
const byteSize = 30_000
const rounds = 5

/**
 * 5,000 files of 30 KB from folder to folder in memory, rows in SQLite, in turns with `cp -r --reflink=never`, which
 * writes no rows, flushes nothing and proves nothing.
 */
export async function copySpeed() {
  const home = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'imageattach-bench-'))
  try {
    const bytes = randomBytes(byteSize)
    for (let number = 1; number <= files; number += 1) {
      const place = join(home, 'source', pathOf(number))
      if (number <= 256) await mkdir(dirname(place), { recursive: true })
      await writeFile(place, bytes)
    }
    const checksum = createHash('sha256').update(bytes).digest('hex')
    const ways = {
      'cp -r --reflink=never': () => copyByCp(home),
      'migrate, copied by the store': () => migrate(home, checksum, store => store),
      'migrate, read and written': () => migrate(home, checksum, byHand),
    }
    const times = new Map(Object.keys(ways).map(way => [way, [] as number[]]))
    for (let round = -1; round < rounds; round += 1) {
      for (const [way, run] of Object.entries(ways)) {
        const seconds = await run()
        await rm(join(home, 'target'), { recursive: true })
        if (round >= 0) times.get(way)?.push(seconds)
      }
    }
    const floor = median(times.get('cp -r --reflink=never') ?? [])
    return Object.fromEntries(
      [...times].map(([way, seconds]) => [
        way,
        { 'files/s': Math.round(files / median(seconds)), 'speed of cp': Number((floor / median(seconds)).toFixed(2)) },
      ]),
    )
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function copyByCp(home: string): Promise<number> {
  const started = performance.now()
  const { status } = spawnSync('cp', ['-r', '--reflink=never', join(home, 'source'), join(home, 'target')])
  if (status !== 0) throw new Error(`cp ended with ${status}`)
  return (performance.now() - started) / 1_000
}

async function migrate(home: string, checksum: string, wrap: (store: FileSystemStore) => Store): Promise<number> {
  const [source, target] = ['source', 'target'].map(name =>
    wrap(new FileSystemStore({ name, path: join(home, name), baseUrl: '/' })),
  )
  const file = join(home, 'bench.db')
  const stores = [source, target].filter(store => store !== undefined)
  const { images, close } = await movingDatabase(file, stores, { count: files, store: 'source', byteSize, checksum })
  const started = performance.now()
  const { moved } = await images.migrate({ from: 'source', to: 'target' }).execute()
  const seconds = (performance.now() - started) / 1_000
  await close()
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
  if (moved !== files) throw new Error(`${moved} of ${files} files were moved`)
  return seconds
}

/** A store that hides that it can copy by itself, as one of another kind does. */
function byHand(store: FileSystemStore): Store {
  return {
    name: store.name,
    putFile: (file, key, options) => store.putFile(file, key, options),
    getFile: (key, options) => store.getFile(key, options),
    deleteFile: key => store.deleteFile(key),
    getUrl: key => store.getUrl(key),
    stat: key => store.stat(key),
  }
}
