import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** How much memory the process took when it had come so far. */
export interface MemorySample {
  readonly rows: number
  readonly megabytes: number
  readonly rowsPerSecond: number
}

/** A million rows in a process of its own, which tells its memory as it goes. */
export async function memory(flags: readonly string[]): Promise<readonly MemorySample[]> {
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, 'memory-process.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  const samples: MemorySample[] = []
  for await (const line of createInterface({ input: child.stdout })) samples.push(JSON.parse(line))
  const code = await ended
  if (code !== 0) throw new Error(`The process whose memory was measured ended with ${code}`)
  return samples
}
