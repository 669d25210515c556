/**
 * Everything that must hold before a change is merged, as `npm test` and CI run it.
 *
 * `node scripts/check.ts [step …]` runs only the named steps. A failing step does not hide the ones after it.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { services } from '../tools/test-services/src/index.ts'

type Step = { readonly name: string; readonly command: string; readonly quiet: boolean }

/** Lanes run side by side; the steps of one lane run in order. */
const lanes: readonly (readonly Step[])[] = [
  [
    { name: 'build', command: 'turbo run build --output-logs=errors-only', quiet: true },
    { name: 'packages', command: 'node scripts/check-packages.ts', quiet: true },
    { name: 'consumers', command: 'node scripts/check-consumers.ts', quiet: true },
  ],
  [
    { name: 'lint', command: 'biome ci --colors=off', quiet: true },
    { name: 'dependencies', command: 'node scripts/check-dependencies.ts', quiet: true },
    { name: 'types', command: 'turbo run typecheck --output-logs=errors-only && tsc -p tsconfig.json', quiet: true },
    { name: 'examples', command: 'node scripts/check-examples.ts', quiet: true },
    { name: 'unused', command: 'knip --no-config-hints', quiet: true },
  ],
]

/**
 * After the lanes, because the browser test needs the built playground and timing tests need the processor. Most tests
 * wait for a database or a disk: the default leaves one processor to nobody, and projects take it from here only.
 */
const tests: Step = {
  name: 'tests',
  command: 'vitest run --maxWorkers=100% --reporter=default --reporter=json --outputFile.json=test-results/vitest.json',
  quiet: false,
}

/** Only where every service is required, too: it fetches another Node. */
const oldestNode: Step = { name: 'oldest-node', command: 'node scripts/test-oldest-node.ts', quiet: true }

const wanted = new Set(process.argv.slice(2))
const failed: string[] = []

rmSync('test-results', { recursive: true, force: true })
mkdirSync('test-results')

await Promise.all(
  lanes.map(async lane => {
    for (const step of lane) await run(step)
  }),
)
await run(tests)
if (process.env.TEST_REQUIRE_SERVICES === '1') await run(oldestNode)
reportServices()

if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`)
  process.exitCode = 1
}

async function run(step: Step): Promise<void> {
  if (wanted.size > 0 && !wanted.has(step.name)) return
  const started = performance.now()
  const { ok, output } = await execute(step)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${ok ? '✓' : '✗'} ${step.name} ${seconds} s`)
  if (!ok) {
    failed.push(step.name)
    console.log(output)
  }
}

function execute(step: Step): Promise<{ readonly ok: boolean; readonly output: string }> {
  return new Promise(resolve => {
    const child = spawn(step.command, {
      shell: true,
      stdio: ['ignore', step.quiet ? 'pipe' : 'inherit', step.quiet ? 'pipe' : 'inherit'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.on('error', error => resolve({ ok: false, output: String(error) }))
    child.on('close', code => resolve({ ok: code === 0, output }))
  })
}

function reportServices(): void {
  if (wanted.size > 0 && !wanted.has(tests.name)) return
  for (const service of services) {
    if (service.missing) console.log(`skipped the tests on ${service.name}: ${service.missing}`)
  }
}
