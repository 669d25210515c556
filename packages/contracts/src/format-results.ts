import type { ContractResult } from './contract.js'

/** One line for each promise, the reason below a broken one, and the sums alone on the last line. */
export function formatResults(results: readonly ContractResult[]): string {
  const count = (outcome: ContractResult['outcome']) => results.filter(result => result.outcome === outcome).length
  const sums = `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`
  return [...results.map(formatResult), sums].join('\n')
}

function formatResult({ name, outcome, error }: ContractResult): string {
  const line = `${outcome}  ${name}`
  return outcome === 'failed' ? `${line}\n${indent(error instanceof Error ? error.message : String(error))}` : line
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '        ')
}
