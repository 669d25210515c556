import { Command, type CommanderError, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { settleLines } from './commands/reap.js'
import { sweep } from './commands/sweep.js'
import { upgrade } from './commands/upgrade.js'
import { verify } from './commands/verify.js'
import { exitCodes } from './exit-code.js'
import { runCommand } from './run-command.js'

const codes = `
Exit codes:
  0    all is well, or was done
  1    something is not as it should be, or could not be done
  2    the command line or the configuration is wrong
  3    the database or a store cannot be reached
  4    anything else went wrong
  130  Ctrl-C (143: SIGTERM)
`

/** The command line. */
export function createProgram(version: string): Command {
  return new Command('imageattach')
    .description('Looks after the images of an application: rows in its database, files in its stores.')
    .version(version)
    .exitOverride(endProcess)
    .addHelpText(
      'after',
      `
Each command reads imageattach.config.ts in this folder, or the file that --config names.
On a terminal it tells people what happens; elsewhere, or with --json, programs: one JSON object a line.
Ctrl-C finishes what is in flight and says how to go on; a second one stops at once.
${codes}`,
    )
    .showHelpAfterError('(imageattach --help tells what there is)')
    .addCommand(verifyCommand())
    .addCommand(sweepCommand())
    .addCommand(reapCommand())
    .addCommand(purgeCommand())
    .addCommand(upgradeCommand())
}

function verifyCommand() {
  return common('verify', 'Compare every row with its file. Changes nothing.')
    .option('--checksums', 'read every file, and compare its SHA-256 as well as its length')
    .addHelpText('after', '\nExit code 1 when any row has a problem.')
    .action(options => runCommand('verify', options, context => verify(context, options)))
}

function sweepCommand() {
  return common('sweep', 'Find files that neither a row nor the ledger knows, and delete them.')
    .option('--dry-run', 'only tell which files are garbage')
    .option('--min-age <seconds>', 'leave younger files alone', seconds, 3_600)
    .option('--store <names...>', 'only these stores (default: all that can list their files)')
    .addHelpText(
      'after',
      '\nOnly files of this application’s namespace are looked at; see "imageattach reap" for the ledger.',
    )
    .action(({ store, ...options }) =>
      runCommand('sweep', options, context => {
        const { dryRun = false, minAge } = options
        return sweep(context, { dryRun, minAge, ...(store ? { stores: store } : {}) })
      }),
    )
}

function reapCommand() {
  return common('reap', 'Work through the ledger: delete what is due and no row has.')
    .option('--dry-run', 'only tell what is due')
    .action(({ dryRun = false, ...options }) =>
      runCommand('reap', options, context =>
        settleLines(context, context.images.reap({ dryRun, signal: context.signal })),
      ),
    )
}

function purgeCommand() {
  return common('purge', 'Delete the files of removed and replaced images now, however long they were to stay.')
    .option('--dry-run', 'only tell which files would go')
    .action(({ dryRun = false, ...options }) =>
      runCommand('purge', options, context =>
        settleLines(context, context.images.purge({ dryRun, signal: context.signal })),
      ),
    )
}

function upgradeCommand() {
  return common('upgrade', 'Print, or apply, what tables of SQLAlchemy-ImageAttach need before they can be written.')
    .option('--apply', 'run the statements')
    .addOption(
      new Option('--keep <which>', 'which original stays in a set that has several').choices([
        'newest',
        'largest',
      ] as const),
    )
    .addHelpText(
      'after',
      '\nExit code 1 when there is something to do that was not done. Run again after a failure: it does what is left.',
    )
    .action(options => runCommand('upgrade', options, context => upgrade(context, options)))
}

function common(name: string, description: string) {
  return new Command(name)
    .description(description)
    .option('-c, --config <file>', 'the configuration (default: imageattach.config.ts, .mts, .js or .mjs)')
    .option('--json', 'one JSON object a line, even on a terminal')
    .showHelpAfterError(`(imageattach ${name} --help tells what there is)`)
    .exitOverride(endProcess)
}

/** Commander has written its message, or the help that was asked for. */
function endProcess(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage)
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0) return value
  throw new InvalidArgumentError('It must be a number of seconds.')
}
