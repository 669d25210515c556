import { Command, type CommanderError, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { checkStores } from './check-stores.js'
import { migrate } from './commands/migrate.js'
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
    .addCommand(migrateCommand())
    .addCommand(pruneCommand())
}

function verifyCommand() {
  return common('verify', 'Compare every row with its file. Changes nothing.')
    .option('--checksums', 'read every file, and compare its SHA-256 as well as its length')
    .option('--concurrency <files>', 'how many files are looked at at once', count, 16)
    .option('--after <cursor>', 'go on behind a set, as an earlier run has said')
    .addHelpText('after', '\nExit code 1 when any row has a problem.')
    .action(({ config, json, ...flags }) =>
      runCommand('verify', { config, json }, context => verify(context, given(flags))),
    )
}

function sweepCommand() {
  return common('sweep', 'Find files that neither a row nor the ledger knows, and delete them.')
    .option('--dry-run', 'only tell which files are garbage')
    .option('--min-age <seconds>', 'leave younger files alone', seconds, 3_600)
    .option('--store <names...>', 'only these stores (default: all that can list their files)')
    .addOption(settledAtOnce())
    .addHelpText(
      'after',
      '\nOnly files of this application’s namespace are looked at; see "imageattach reap" for the ledger.',
    )
    .action(({ store, ...options }) =>
      runCommand('sweep', options, context => {
        const { dryRun = false, minAge, concurrency } = options
        return sweep(context, { dryRun, minAge, concurrency, ...(store ? { stores: store } : {}) })
      }),
    )
}

function reapCommand() {
  return common('reap', 'Work through the ledger: delete what is due and no row has.')
    .option('--dry-run', 'only tell what is due')
    .addOption(settledAtOnce())
    .action(({ dryRun = false, concurrency, ...options }) =>
      runCommand('reap', options, context =>
        settleLines(context, context.images.reap({ dryRun, concurrency, signal: context.signal })),
      ),
    )
}

function purgeCommand() {
  return common('purge', 'Delete the files of removed and replaced images now, however long they were to stay.')
    .option('--dry-run', 'only tell which files would go')
    .addOption(settledAtOnce())
    .action(({ dryRun = false, concurrency, ...options }) =>
      runCommand('purge', options, context =>
        settleLines(context, context.images.purge({ dryRun, concurrency, signal: context.signal })),
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

function migrateCommand() {
  return common('migrate', 'Move images to another store while the application runs. The source keeps its files.')
    .requiredOption('--from <store>', 'the store that the images are in')
    .requiredOption('--to <store>', 'the store that they go to')
    .option('--concurrency <files>', 'how many files are copied at once', count, 16)
    .option('--files-per-second <number>', 'no faster than that', positive)
    .option('--bytes-per-second <number>', 'no faster than that', positive)
    .option('--after <cursor>', 'go on behind an image, as an earlier run has said')
    .option('--read-back', 'read every copy again, even where the store can tell its length')
    .option('--dry-run', 'read and check every file, and change nothing')
    .addHelpText(
      'after',
      `
Every copy is checked before a row names it. What has a problem is listed and left where it is: exit code 1.
Run again after a stop: what was moved is not moved twice; --after spares the way there.
When all is moved and the pages that still show the old files are gone: "imageattach prune --store <from>".`,
    )
    .action(({ config, json, ...flags }) =>
      runCommand('migrate', { config, json }, context => migrate(context, given(flags))),
    )
}

function pruneCommand() {
  return common('prune', 'Delete the files that images had in a store before they were moved out of it.')
    .requiredOption('--store <name>', 'the store that they were moved out of')
    .option('--dry-run', 'only tell which files would go')
    .addOption(settledAtOnce())
    .action(({ store, dryRun = false, concurrency, ...options }) =>
      runCommand('prune', options, context => {
        checkStores(context.images, [store])
        return settleLines(context, context.images.prune({ store, dryRun, concurrency, signal: context.signal }))
      }),
    )
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

/** Without the options that were not given. */
function given<TFlags extends object>(flags: TFlags): { [TName in keyof TFlags]: Exclude<TFlags[TName], undefined> } {
  const entries = Object.entries(flags).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [TName in keyof TFlags]: Exclude<TFlags[TName], undefined> } // the same names
}

function settledAtOnce() {
  return new Option('--concurrency <files>', 'how many files are settled at once').argParser(count).default(8)
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a positive whole number.')
}

function positive(text: string): number {
  const value = Number(text)
  if (value > 0) return value
  throw new InvalidArgumentError('It must be a positive number.')
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0) return value
  throw new InvalidArgumentError('It must be a number of seconds.')
}
