import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Outcome } from './judge.ts'
import type { CorpusFile } from './manifest.ts'

/** The budget of one process. */
export interface Budget {
  readonly milliseconds: number
  readonly bytes: number
}

export interface Measured {
  readonly outcome: Outcome
  /** Bytes above what the process took before it saw the file. */
  readonly memory: number
  /** Milliseconds. */
  readonly cpu: number
}

const script = fileURLToPath(new URL('./try-file.ts', import.meta.url))

/** Tries a file in a process of its own, and ends that process when it goes over the budget. */
export async function runFile(file: CorpusFile, resizer: string, budget: Budget): Promise<Measured> {
  const child = spawn(process.execPath, [script, resizer, file.path, ...(file.needs === 'tiff' ? ['tiff'] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, problems] = [collect(child.stdout), collect(child.stderr)]
  let killed: string | undefined
  const kill = (why: string) => {
    killed ??= why
    child.kill('SIGKILL')
  }
  const clock = setTimeout(() => kill(`after ${budget.milliseconds} ms`), budget.milliseconds)
  const gauge = setInterval(() => {
    if (residentBytes(child.pid) > budget.bytes) kill(`above ${budget.bytes / 1e6} MB`)
  }, 10)
  const [code, signal] = await new Promise<[number | null, string | null]>(resolve =>
    child.once('close', (...ended) => resolve(ended)),
  )
  clearTimeout(clock)
  clearInterval(gauge)
  if (killed !== undefined) return { outcome: { kind: 'kill', message: killed }, memory: budget.bytes, cpu: 0 }
  try {
    const { outcome, idle, peak, cpu } = JSON.parse((await output).trim().split('\n').at(-1) ?? '')
    return { outcome, memory: peak - idle, cpu }
  } catch {
    // No JSON came: the process did not live to print it.
    return {
      outcome: { kind: 'crash', message: `${signal ?? `code ${code}`} ${(await problems).trim()}` },
      memory: 0,
      cpu: 0,
    }
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) text += decoder.decode(chunk, { stream: true })
  return text
}

/** 0 where the system does not tell. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    // The process has ended meanwhile, or there is no /proc.
    return 0
  }
}
