import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newPath } from '@imageattach/core'
import { FileSystemStore } from '@imageattach/store-fs'
import type { BenchOptions } from './ladder.ts'
import { type BenchServer, startNginx, startNode } from './serve-servers.ts'
import { load, requireTools } from './serve-tools.ts'
import { median } from './statistics.ts'

const rounds = 12
const seconds = 1
const ours = 'imageattach'

interface Scenario {
  readonly name: string
  readonly byteSize: number
  readonly isKnown: boolean
  /** What the issue of this benchmark wants: ours against this peer, at least. */
  readonly peer: 'send' | 'nginx'
  readonly target: number
}

const scenarios: readonly Scenario[] = [
  { name: '30 KB', byteSize: 30_000, isKnown: false, peer: 'send', target: 1.2 },
  { name: '3 MB', byteSize: 3_000_000, isKnown: false, peer: 'nginx', target: 0.9 },
  { name: '304', byteSize: 30_000, isKnown: true, peer: 'send', target: 1 },
]

/**
 * Requests per second of one small file, one large file, and one that the client has already: ours, `send` and nginx,
 * each one process, on loopback. The servers take turns within each round, so that a busy machine slows them alike;
 * ratios are medians over the rounds.
 */
export async function serve({ json }: BenchOptions): Promise<void> {
  requireTools()
  const workFolder = mkdtempSync(join(tmpdir(), 'bench-serve-'))
  const servers: BenchServer[] = []
  try {
    const folder = join(workFolder, 'files')
    const paths = await writeFiles(folder)
    for (const name of [ours, 'send']) servers.push(await startNode(name, folder))
    servers.push(await startNginx(folder, workFolder))
    const results: Result[] = []
    for (const [index, scenario] of scenarios.entries()) {
      results.push(...(await measureScenario(scenario, paths[index] ?? '', servers)))
    }
    report(results, json)
  } finally {
    for (const server of servers) await server.stop()
    rmSync(workFolder, { recursive: true })
  }
}

/** One file for each scenario. */
async function writeFiles(folder: string): Promise<readonly string[]> {
  const store = new FileSystemStore({ path: folder, baseUrl: '/' })
  const size = { width: 640, height: 427, mimetype: 'image/jpeg' }
  const paths: string[] = []
  for (const { byteSize } of scenarios) {
    const path = newPath({ namespace: 'bench', objectType: 'photo', ...size })
    await store.putFile(randomBytes(byteSize), { path, objectType: 'photo', objectId: undefined, ...size })
    paths.push(path)
  }
  return paths
}

interface Result {
  readonly scenario: string
  readonly server: string
  /** Of each round. */
  readonly perSecond: readonly number[]
  /** Microseconds of the server's CPU for one request, of each round. */
  readonly cpu: readonly number[]
}

async function measureScenario(
  scenario: Scenario,
  path: string,
  servers: readonly BenchServer[],
): Promise<readonly Result[]> {
  const ways = await Promise.all(
    servers.map(async server => ({
      server,
      headers: await headersFor(scenario, server.url + path),
      perSecond: [] as number[],
      cpu: [] as number[],
    })),
  )
  for (let round = 0; round <= rounds; round += 1) {
    for (const { server, headers, perSecond, cpu } of ways) {
      const before = server.cpu()
      const measured = await load(server.url + path, seconds, headers)
      // The first round warms up.
      if (round === 0) continue
      perSecond.push(measured.perSecond)
      cpu.push((server.cpu() - before) / measured.requests)
    }
  }
  return ways.map(({ server, perSecond, cpu }) => ({ scenario: scenario.name, server: server.name, perSecond, cpu }))
}

/** Each server is asked with the tag that it gave, after one look at what it answers. */
async function headersFor({ isKnown, byteSize }: Scenario, url: string): Promise<Readonly<Record<string, string>>> {
  const whole = await ask(url, {})
  if (whole.status !== 200 || whole.length !== byteSize) throw new Error(`${url} gave ${JSON.stringify(whole)}`)
  if (!isKnown) return {}
  const headers = { 'If-None-Match': whole.etag }
  const known = await ask(url, headers)
  if (known.status !== 304) throw new Error(`${url} gave ${known.status} to its own tag`)
  return headers
}

/** `fetch` would add `Cache-Control: no-cache` to a condition, which `send` heeds. */
async function ask(url: string, headers: Readonly<Record<string, string>>) {
  const request = get(url, { headers })
  const [response] = (await once(request, 'response')) as [IncomingMessage] // by the event's definition
  let length = 0
  for await (const chunk of response) length += chunk.length
  return { status: response.statusCode, etag: response.headers.etag ?? '', length }
}

function report(results: readonly Result[], json: boolean): void {
  const table = results.map(result => ({
    scenario: result.scenario,
    server: result.server,
    'requests/s': Math.round(median(result.perSecond)),
    'CPU µs': Math.round(median(result.cpu)),
  }))
  const ratios = scenarios.map(({ name, peer, target }) => {
    const [mine, theirs] = [ours, peer].map(server =>
      results.find(result => result.scenario === name && result.server === server),
    )
    return {
      scenario: name,
      ours: `against ${peer}`,
      'requests/s': ratioOf(mine?.perSecond, theirs?.perSecond),
      target,
      CPU: ratioOf(mine?.cpu, theirs?.cpu),
    }
  })
  if (json) {
    console.log(JSON.stringify({ benchmark: 'serve', rounds, seconds, results: table, ratios }))
    return
  }
  console.table(table)
  console.table(ratios)
}

/** The median of what each round gave. */
function ratioOf(mine: readonly number[] = [], theirs: readonly number[] = []): number {
  return Number(median(mine.map((value, round) => value / (theirs[round] ?? Number.NaN))).toFixed(2))
}
