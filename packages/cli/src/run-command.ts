import { describeError, exitCodeOf } from './command-error.js'
import { commandLine } from './command-line.js'
import type { CommandImages, ImageAttachConfig } from './config.js'
import { type ExitCode, exitCodes } from './exit-code.js'
import { Interruption } from './interruption.js'
import { JsonReporter } from './json-reporter.js'
import { loadConfig } from './load-config.js'
import type { Reporter } from './reporter.js'
import { TerminalReporter } from './terminal-reporter.js'

/** The options that every command has. */
export interface CommonOptions {
  readonly config?: string | undefined
  readonly json?: boolean | undefined
}

/** What a command works with. */
export interface CommandContext {
  readonly images: CommandImages
  readonly report: Reporter
  /** Fires at the first Ctrl-C. */
  readonly signal: AbortSignal
  /** What would go on where it is now, should it be stopped or fail. Default: the same command again. */
  resumeWith(commandLine: string): void
}

/** What became of a command. */
export interface Outcome {
  readonly code: ExitCode
  /** For programs. */
  readonly summary: object
  /** For people. */
  readonly line: string
}

/** Runs a command from its configuration to the end of the process. */
export async function runCommand(
  name: string,
  options: CommonOptions,
  work: (context: CommandContext) => Promise<Outcome>,
): Promise<void> {
  const report =
    options.json || !process.stdout.isTTY ? new JsonReporter(process.stdout) : new TerminalReporter(process.stdout)
  reportWarnings(report)
  // Whoever read the output is gone: `| head`. Every step can be cut off.
  process.stdout.on('error', () => process.exit(exitCodes.failed))
  const interruption = new Interruption(() =>
    report.event({ kind: 'stopping' }, 'Stopping behind what is in flight; Ctrl-C again stops at once.'),
  )
  let resume: string | undefined
  const resumeWith = (commandLine: string): void => {
    resume = commandLine
  }
  const run = async (): Promise<ExitCode> => {
    const config = await loadConfig(options.config)
    try {
      const { images } = config
      const { code, summary, line } = await work({ images, report, signal: interruption.signal, resumeWith })
      report.end({ kind: 'done', command: name, ...summary, exitCode: code }, line)
      return code
    } finally {
      await close(config)
    }
  }
  const code = await run().catch((error: unknown) => {
    if (interruption.code !== undefined && interruption.signal.reason === error) {
      const goOn = resume ?? commandLine()
      const event = { kind: 'interrupted', command: name, resume: goOn, exitCode: interruption.code }
      report.end(event, `Stopped. Go on with:\n\n  ${goOn}\n`)
      return interruption.code
    }
    const exitCode = exitCodeOf(error)
    const message = describeError(error)
    report.end({ kind: 'error', command: name, message, resume, exitCode })
    process.stderr.write(`imageattach: ${message}\n${resume === undefined ? '' : `Go on with:\n\n  ${resume}\n\n`}`)
    return exitCode
  })
  await report.flush()
  // A pool that nobody has closed would keep the process for ever.
  process.exit(code)
}

async function close({ images, close: closeDatabase }: ImageAttachConfig): Promise<void> {
  await images.settled()
  await closeDatabase?.()
}

/** Warnings, as of a file that could not be deleted, would be written across the progress line. */
function reportWarnings(report: Reporter): void {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') report.event({ kind: 'warning', message }, `warning: ${message}`)
  })
}
