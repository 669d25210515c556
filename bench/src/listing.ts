import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { createImageTable, createLedger, type ImageColumns, kyselyImages } from '@imageattach/kysely'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import type { BenchOptions } from './ladder.ts'
import { median } from './statistics.ts'

interface Database {
  user: { id: number; name: string }
  user_picture: ImageColumns & { user_id: number }
}

interface Way {
  readonly name: string
  /** Gives the URL of the 150 px thumbnail of each user. */
  run(): Promise<readonly string[]>
}

const owners = 1_000
const rounds = 50
/** A server is warm; so is this. */
const warmUpRounds = 20

/**
 * The page that every application has: a list of owners, each with the URL of its thumbnail. Ours against one join
 * written by hand, and against asking owner by owner. SQLite in memory, so that CPU is all there is.
 */
export async function listing({ json }: BenchOptions): Promise<void> {
  let queries = 0
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: new SQLite(':memory:') }),
    log: () => {
      queries += 1
    },
  })
  const ways = await prepare(db)

  const results = new Map(ways.map(way => [way.name, { queries: 0, cpu: [] as number[] }]))
  const [expected] = await Promise.all(ways.slice(0, 1).map(way => way.run()))
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const way of ways) {
      queries = 0
      const start = process.cpuUsage()
      const urls = await way.run()
      const { user, system } = process.cpuUsage(start)
      const result = results.get(way.name)
      if (round >= 0) result?.cpu.push((user + system) / 1_000)
      if (result) result.queries = queries
      if (urls.join() !== expected?.join()) throw new Error(`${way.name} gives other URLs`)
    }
  }
  await db.destroy()
  report(results, json)
}

async function prepare(db: Kysely<Database>): Promise<readonly Way[]> {
  await createLedger(db)
  await db.schema
    .createTable('user')
    .addColumn('id', 'integer', column => column.primaryKey())
    .addColumn('name', 'text')
    .execute()
  await createImageTable(db, 'user_picture', {
    key: ['user_id'],
    columns: table => table.addColumn('user_id', 'integer', column => column.notNull().references('user.id')),
  })
  const images = kyselyImages({ db, store: new SwitchableStore(), resizer: new PngResizer() })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })
  await images.transaction(async trx => {
    const bytes = examplePng(40, 30)
    for (let id = 1; id <= owners; id += 1) {
      await trx
        .insertInto('user')
        .values({ id, name: `user ${id}` })
        .execute()
      await pictures
        .using(trx)
        .of({ user_id: id })
        .fromBlob(bytes, { thumbnails: [{ width: 15 }] })
    }
  })
  await images.settled()
  return [
    {
      name: 'one join by hand',
      async run() {
        const rows = await db
          .selectFrom('user')
          .leftJoin('user_picture', join => join.onRef('user_id', '=', 'user.id').on('width', '=', 15))
          .select(['user.id', 'user.name', 'path', 'width', 'height', 'created_at'])
          .orderBy('user.id')
          .execute()
        return rows.map(
          row => `https://images.example.com/${row.path}?_ts=${String(row.created_at).replace(/\D/g, '')}`,
        )
      },
    },
    {
      name: 'load',
      async run() {
        const users = await db.selectFrom('user').selectAll().orderBy('id').execute()
        const page = await pictures.load(users, user => ({ user_id: user.id }))
        return users.map(user => page.get(user).thumbnail({ width: 15 })?.url ?? '')
      },
    },
    {
      name: 'owner by owner',
      async run() {
        const users = await db.selectFrom('user').selectAll().orderBy('id').execute()
        const urls: string[] = []
        for (const user of users) urls.push((await pictures.of({ user_id: user.id }).findThumbnail({ width: 15 })).url)
        return urls
      },
    },
  ]
}

function report(
  results: ReadonlyMap<string, { readonly queries: number; readonly cpu: number[] }>,
  json: boolean,
): void {
  const floor = median(results.get('one join by hand')?.cpu ?? [])
  const table = [...results].map(([way, { queries, cpu }]) => ({
    way,
    queries,
    'CPU ms': Number(median(cpu).toFixed(1)),
    ratio: Number((median(cpu) / floor).toFixed(2)),
  }))
  if (json) console.log(JSON.stringify({ benchmark: 'listing', owners, rounds, results: table }))
  else console.table(table)
}
