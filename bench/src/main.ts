/**
 * Runs one benchmark: ours and its peers, side by side in one run.
 *
 * `npm run bench -- NAME [--json] [--only PART,…] [--figure] [DIR]`
 */
import { parseArgs } from 'node:util'
import { type BenchOptions, ladder } from './ladder.ts'
import { listing } from './listing.ts'
import { migrate } from './migrate.ts'
import { serve } from './serve.ts'

const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  ladder,
  listing,
  migrate,
  serve,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    figure: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const [name = '', folder] = positionals
const benchmark = benchmarks[name]

if (benchmark === undefined) {
  console.error(`npm run bench -- NAME [--json] [DIR], where NAME is one of: ${Object.keys(benchmarks).join(', ')}`)
  process.exitCode = 2
} else {
  await benchmark({ folder, json: values.json, figure: values.figure, only: values.only })
}
