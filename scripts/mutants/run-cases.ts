import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What became of the cases that were run. */
export interface CasesResult {
  readonly passed: number
  /** The full names of the tests that failed. */
  readonly failed: readonly string[]
  /** What the test runner printed, when it did not get as far as running tests or did not end in time. */
  readonly trouble: string | undefined
}

const patience = 240_000

/** What part of vitest's JSON report is read. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Runs cases of the transaction contract in a folder. */
export async function runCases(folder: string, on: string, names: readonly string[]): Promise<CasesResult> {
  const file = join(folder, 'report.json')
  rmSync(file, { force: true })
  const output = await execute(folder, [
    'run',
    'test/transaction.test.ts',
    '--reporter=json',
    `--outputFile=${file}`,
    `--testNamePattern=${pattern(on, names)}`,
  ])
  if (!existsSync(file)) return { passed: 0, failed: [], trouble: output }

  const report = JSON.parse(readFileSync(file, 'utf8')) as Report // written by vitest
  const tests = report.testResults.flatMap(result => result.assertionResults)
  const failed = tests.filter(test => test.status === 'failed').map(test => test.fullName)
  const passed = tests.filter(test => test.status === 'passed').length
  return { passed, failed, trouble: passed + failed.length === 0 ? output : undefined }
}

/** Test names are told by a regular expression over the names of engine, setting, contract and case. */
function pattern(on: string, names: readonly string[]): string {
  const [engine = '', ...setting] = on.split(' ')
  return `Kysely on ${engine}.*${setting.join(' ')}.*transaction contract.*(${names.map(escaped).join('|')})$`
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function execute(folder: string, parameters: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [join(folder, 'node_modules/vitest/vitest.mjs'), ...parameters], {
      cwd: folder,
      env: { ...process.env, TEST_ALL_SETTINGS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', error => resolve(String(error)))
    child.on('close', (_, signal) => resolve(signal ? `${output}\nended by ${signal}` : output))
  })
}
