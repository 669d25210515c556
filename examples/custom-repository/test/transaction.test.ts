import { testContract, transactionContract } from '@imageattach/contracts'
import { postgres } from '@imageattach/test-services'
import { describe, it, vi } from 'vitest'
import { transactionSubject } from './transaction-subject.ts'

// What hangs is told by the cases themselves; the rest may be slow on a busy machine.
vi.setConfig({ maxConcurrency: 2 })

for (const [connections, isolation] of [
  [5, 'read committed'],
  [1, 'repeatable read'],
] as const) {
  describe.skipIf(postgres.missing !== undefined)(`Drizzle, ${connections} connections, ${isolation}`, () => {
    testContract({ describe, it }, transactionContract, {
      capabilities: ['concurrent', 'deferred-constraints', 'postgres'],
      create: () => transactionSubject(connections, isolation),
      dispose: subject => (subject as Awaited<ReturnType<typeof transactionSubject>>).close(),
    })
  })
}
