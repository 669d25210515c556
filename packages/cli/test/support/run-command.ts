import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../dist/bin.js')

/** What a process has left. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The lines of the output as JSON. */
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

export interface RunOptions {
  readonly folder: string
  /** A file of `fixtures`, without `.config.ts`. Default: none is named. */
  readonly config?: string
}

/** The built command in a process of its own. */
export class RunningCommand {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
  #stdout = ''

  constructor(command: string, args: readonly string[], { folder }: RunOptions) {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, APP_FOLDER: folder, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      this.#stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    this.finished = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', code => {
        const stdout = this.#stdout
        resolve({ code, stdout, stderr, events: eventsOf(stdout) })
      })
    })
  }

  /** Presses Ctrl-C again, as often as it takes: two that come at once are one. */
  async interruptAgain(): Promise<Finished> {
    const again = setInterval(() => this.child.kill('SIGINT'), 100)
    try {
      return await this.finished
    } finally {
      clearInterval(again)
    }
  }

  /** Resolves when the output has this text; rejects when the process ends without. */
  async until(text: string): Promise<void> {
    const seen = new Promise<void>(resolve => {
      const look = (): void => {
        if (this.#stdout.includes(text)) resolve()
      }
      this.child.stdout?.on('data', look)
      look()
    })
    const ended = this.finished.then(({ stdout, stderr }) => {
      throw new Error(`It never said ${text}:\n${stdout}\n${stderr}`)
    })
    await Promise.race([seen, ended])
  }
}

/** Starts the command, its output a pipe. */
export function startCommand(args: readonly string[], options: RunOptions): RunningCommand {
  return new RunningCommand(process.execPath, [program, ...args, ...configOf(options)], options)
}

/** Runs the command to its end. */
export function runCommand(args: readonly string[], options: RunOptions): Promise<Finished> {
  return startCommand(args, options).finished
}

/** Runs the command on a pseudo terminal of 200 columns, by `script` of util-linux. */
export function runOnTerminal(args: readonly string[], options: RunOptions): Promise<Finished> {
  const line = [process.execPath, program, ...args, ...configOf(options)].map(part => `'${part}'`).join(' ')
  const shell = `stty cols 200 rows 30; exec ${line}`
  return new RunningCommand('script', ['--quiet', '--return', '--command', shell, '/dev/null'], options).finished
}

function configOf({ config }: RunOptions): readonly string[] {
  if (config === undefined) return []
  const file = config.includes('.') ? config : `${config}.config.ts`
  return ['--config', join(import.meta.dirname, '../fixtures', file)]
}

function eventsOf(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
}
