/**
 * Opens a database and a store that SQLAlchemy-ImageAttach wrote, and compares every row, path, byte and URL with what
 * they were for Python: as they are, and after an upgrade of a copy.
 *
 * `npm run legacy -- [DIR]`
 *
 * DIR has legacy.db, legacy-store and expected.json. Default: IMAGEATTACH_CORPUS/legacy, else ../shared/corpus/legacy
 * beside the repository. The rows are also loaded into PostgreSQL and MariaDB when TEST_PG_URL and TEST_MYSQL_URL are
 * set. Exit code 1 when anything differs.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compare, openImages } from './compare.ts'
import { engines, type LegacyDatabase } from './databases.ts'
import { readExpected } from './expected.ts'

const root = resolve(import.meta.dirname, '../../..')
const corpus = process.env.IMAGEATTACH_CORPUS ?? join(root, '../shared/corpus')
const folder = process.argv[2] ?? join(corpus, 'legacy')

if (existsSync(folder)) await main()
else console.log(`There is no ${folder}: nothing to compare`)

async function main(): Promise<void> {
  for (const engine of engines) {
    const database = await engine.open(join(folder, 'legacy.db'))
    try {
      await report(engine.name, database)
    } finally {
      await database.close()
    }
  }
}

async function report(engine: string, { db }: LegacyDatabase): Promise<void> {
  const expected = readExpected(folder)
  const reader = openImages(db, folder, expected)
  const before = await compare(db, reader, expected)
  tell(`${engine}, as it is`, before, expected.rows.length)

  await (await reader.images.planUpgrade()).apply({ keep: 'newest' })
  const after = [...(await compare(db, reader, expected))]
  if (!(await reader.images.planUpgrade()).isEmpty) after.push('a second upgrade finds something to do')
  for await (const event of reader.images.verify({ checksums: true })) {
    if (event.kind === 'problem') after.push(`${event.problem}: ${event.table} ${event.width}×${event.height}`)
  }
  tell(`${engine}, upgraded`, after, expected.rows.length)
}

function tell(what: string, differences: readonly string[], rows: number): void {
  for (const difference of differences) console.log(difference)
  console.log(`${what}: ${rows} rows, ${differences.length} differences`)
  if (differences.length > 0) process.exitCode = 1
}
