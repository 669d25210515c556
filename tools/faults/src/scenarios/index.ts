import { housekeepingScenarios } from './housekeeping.ts'
import type { Scenario } from './scenario.ts'
import { transactionScenarios } from './transactions.ts'
import { verbScenarios } from './verbs.ts'

export const scenarios: readonly Scenario[] = [...verbScenarios, ...transactionScenarios, ...housekeepingScenarios]

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find(scenario => scenario.name === name)
  if (found) return found
  throw new RangeError(`No scenario ${name}; there are ${scenarios.map(scenario => scenario.name).join(', ')}`)
}
