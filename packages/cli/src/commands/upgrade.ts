import type { UpgradePlan } from '@imageattach/core'
import { describeKey, plural } from '../describe-image.js'
import { exitCodes } from '../exit-code.js'
import type { CommandContext, Outcome } from '../run-command.js'

export interface UpgradeFlags {
  readonly apply?: boolean | undefined
  readonly keep?: 'newest' | 'largest' | undefined
}

/** Tells what the tables lack, and gives it to them when told to. */
export async function upgrade({ images, report }: CommandContext, { apply, keep }: UpgradeFlags): Promise<Outcome> {
  const plan = await images.planUpgrade()
  const statements = plan.tables.reduce((sum, table) => sum + table.statements.length, 0)
  const summary = { statements, rivals: plan.rivals.length, applied: false }
  if (plan.isEmpty) return { code: exitCodes.ok, summary, line: 'Nothing to do: the tables have all that they need.' }
  for (const { table, statements } of plan.tables) {
    for (const sql of statements) report.event({ kind: 'statement', table, sql }, `${sql};\n`)
  }
  for (const rival of plan.rivals) report.event({ kind: 'rivals', ...rival }, rivalsLine(rival))
  const todo = `${plural(statements, 'statement')}, ${plural(plan.rivals.length, 'set')} with more than one original`
  if (plan.rivals.length > 0 && !keep) {
    const line = `${todo}. Say which one stays: --keep newest, or --keep largest; the files of the others are retired.`
    return { code: exitCodes.problems, summary, line }
  }
  if (!apply) return { code: exitCodes.problems, summary, line: `${todo}. Nothing was changed; --apply does it.` }
  await plan.apply(keep ? { keep } : {})
  return { code: exitCodes.ok, summary: { ...summary, applied: true }, line: `Done: ${todo}.` }
}

function rivalsLine({ table, key, originals }: UpgradePlan['rivals'][number]): string {
  const list = originals.map(({ width, height, createdAt }) => `${width}×${height} of ${createdAt}`)
  return `${table}, ${describeKey(key)}: ${list.join(', ')}`
}
