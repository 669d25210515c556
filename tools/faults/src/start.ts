/**
 * Runs a program of this package, `faults`, `soak` or `migration`, with the rest of the arguments.
 *
 * The programs run from a copy of the sources that is made first: a run of an hour must not see two versions of them.
 */
import { fork } from 'node:child_process'
import { bundle } from './bundle.ts'

const [name = 'faults', ...rest] = process.argv.slice(2)
const programs = await bundle(name, 'lane-process', 'runner-process', 'soak-process', 'migration-process')
const child = fork(programs.program(name), rest)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const code = await new Promise<number | null>(resolve => child.once('exit', resolve))
await programs.remove()
process.exitCode = code ?? 1
