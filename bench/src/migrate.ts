import { join } from 'node:path'
import type { BenchOptions } from './ladder.ts'
import { copySpeed } from './migrate/copy-speed.ts'
import { drawMemory } from './migrate/draw-memory.ts'
import { latency } from './migrate/latency.ts'
import { type MemorySample, memory } from './migrate/memory.ts'

/** V8 makes room as it pleases; told to be frugal, it shows what the work needs. */
const memorySettings = { 'as Node is': [], 'node --optimize-for-size': ['--optimize-for-size'] }

/**
 * Moving images between stores: how fast, beside `cp`; how well copies overlap where each call takes its time; and how
 * much memory a table of a million rows takes.
 */
export async function migrate({ json, figure, only }: BenchOptions): Promise<void> {
  const parts = only === undefined ? ['copy', 'latency', 'memory'] : only.split(',')
  const results: Record<string, unknown> = {}
  if (parts.includes('copy')) results.copy = await copySpeed()
  if (parts.includes('latency')) results.latency = await latency()
  if (parts.includes('memory')) {
    const runs = new Map<string, readonly MemorySample[]>()
    for (const [setting, flags] of Object.entries(memorySettings)) runs.set(setting, await memory(flags))
    results.memory = Object.fromEntries([...runs].map(([setting, samples]) => [setting, summary(samples)]))
    if (figure) drawMemory(runs, join(import.meta.dirname, '../../docs/figures/migrate-memory.svg'))
  }
  if (json) console.log(JSON.stringify({ benchmark: 'migrate', results }))
  else for (const [name, result] of Object.entries(results)) console.log(name, result)
}

function summary(samples: readonly MemorySample[]) {
  const [first, last] = [samples[0], samples.at(-1)]
  return {
    rows: last?.rows,
    'RSS MB at 5,000 rows': first?.megabytes,
    'RSS MB at most': Math.max(...samples.map(({ megabytes }) => megabytes)),
    'RSS MB at the end': last?.megabytes,
    'rows/s': last?.rowsPerSecond,
  }
}
