import type { BenchOptions } from './ladder.ts'
import { kyselyListing } from './listing-kysely.ts'
import { objectionListing } from './listing-objection.ts'
import { type ListingSubject, owners, type Way } from './listing-subject.ts'
import { typeormListing } from './listing-typeorm.ts'
import { median } from './statistics.ts'

interface Result {
  readonly orm: string
  /** How many thumbnails each picture has. */
  readonly thumbnails: number
  readonly way: string
  readonly queries: number
  readonly 'CPU ms': number
  /** CPU of this way for that of one join by hand. */
  readonly ratio: number
}

const rounds = 60
/** Asking owner by owner takes sixty times as long, and its garbage would be swept up in the time of the others. */
const slowRounds = 5
/** A server is warm; so is this. */
const warmUpRounds = 30

/**
 * The page that every application has: a list of owners, each with the URL of its thumbnail, where pictures have one
 * thumbnail or five. Ours against one join written by hand in the same ORM, and against asking owner by owner. SQLite in memory, so that CPU is all there is.
 */
export async function listing({ json }: BenchOptions): Promise<void> {
  const results: Result[] = []
  for (const count of [1, 5]) {
    const sizes = Array.from({ length: count }, (_, index) => ({ width: 15 - index }))
    for (const open of [kyselyListing, typeormListing, objectionListing])
      results.push(...(await measureWays(await open(sizes), count)))
  }
  if (json) console.log(JSON.stringify({ benchmark: 'listing', owners, rounds, results }))
  else console.table(results)
}

async function measureWays(subject: ListingSubject, thumbnails: number): Promise<readonly Result[]> {
  let queries = 0
  subject.onQuery(() => {
    queries += 1
  })
  const results = new Map(subject.ways.map(way => [way.name, { queries: 0, cpu: [] as number[] }]))
  const expected = (await subject.ways[0]?.run())?.join()
  const runAll = async (ways: readonly Way[], from: number, to: number): Promise<void> => {
    for (let round = from; round < to; round += 1) {
      for (const way of ways) {
        queries = 0
        const start = process.cpuUsage()
        const urls = await way.run()
        const { user, system } = process.cpuUsage(start)
        const result = results.get(way.name)
        if (round >= 0) result?.cpu.push((user + system) / 1_000)
        if (result) result.queries = queries
        if (urls.join() !== expected) throw new Error(`${subject.orm}: ${way.name} gives other URLs`)
      }
    }
  }
  await runAll(
    subject.ways.filter(way => !way.isSlow),
    -warmUpRounds,
    rounds,
  )
  await runAll(
    subject.ways.filter(way => way.isSlow),
    -1,
    slowRounds,
  )
  await subject.close()

  const floor = median(results.get(subject.ways[0]?.name ?? '')?.cpu ?? [])
  return [...results].map(([way, result]) => ({
    orm: subject.orm,
    thumbnails,
    way,
    queries: result.queries,
    'CPU ms': Number(median(result.cpu).toFixed(1)),
    ratio: Number((median(result.cpu) / floor).toFixed(2)),
  }))
}
