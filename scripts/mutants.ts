/**
 * Proves that the transaction contract can fail: applies one mutant after the other to a copy of the sources, runs the
 * cases that must catch it, and requires that one does.
 *
 * `node scripts/mutants.ts [word …]` tries only the mutants whose names hold a word.
 */
import { mariadb, postgres } from '../tools/test-services/src/index.ts'
import { movingMutants } from './mutants/moving-mutants.ts'
import type { Mutant } from './mutants/mutant.ts'
import { runCases } from './mutants/run-cases.ts'
import { settlingMutants } from './mutants/settling-mutants.ts'
import { transactionMutants } from './mutants/transaction-mutants.ts'
import { WorkingCopy } from './mutants/working-copy.ts'
import { writingMutants } from './mutants/writing-mutants.ts'

for (const service of [postgres, mariadb]) {
  if (!service.url) throw new Error(`Mutants are tried on ${service.name} too: set ${service.variable}`)
}

const words = process.argv.slice(2)
const mutants = [...settlingMutants, ...writingMutants, ...transactionMutants, ...movingMutants].filter(
  ({ name }) => words.length === 0 || words.some(word => name.includes(word)),
)

const copy = new WorkingCopy()
process.on('exit', () => copy.remove())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

let caught = 0
if (await passesUnchanged()) {
  for (const mutant of mutants) {
    if (await isCaught(mutant)) caught += 1
  }
}
console.log(`mutants ${mutants.length}, caught ${caught}`)
process.exitCode = caught === mutants.length && caught > 0 ? 0 : 1

/** Whether the cases pass as long as nothing is spoilt; else a failure would prove nothing. */
async function passesUnchanged(): Promise<boolean> {
  const names = [...new Set(mutants.flatMap(mutant => mutant.caughtBy))]
  const { passed, failed, trouble } = await runCases(copy.path, '', names)
  console.log(`unchanged: ${passed} passed, ${failed.length} failed`)
  for (const name of failed) console.log(`  ${name}`)
  if (trouble !== undefined) console.log(trouble)
  return failed.length === 0 && trouble === undefined
}

async function isCaught(mutant: Mutant): Promise<boolean> {
  try {
    const restore = copy.apply(mutant.edits)
    const { passed, failed, trouble } = await runCases(copy.path, mutant.on, mutant.caughtBy).finally(restore)
    const [first] = failed
    console.log(`${first ? '✓' : '✗'} ${mutant.name}`)
    if (first) console.log(`    ${first}`)
    else console.log(`    survived ${passed} tests on ${mutant.on}${trouble === undefined ? '' : `\n${trouble}`}`)
    return first !== undefined
  } catch (error) {
    console.log(`✗ ${mutant.name}\n    ${String(error)}`)
    return false
  }
}
