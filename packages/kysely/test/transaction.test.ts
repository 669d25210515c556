import { testContract, transactionContract } from '@imageattach/contracts'
import { runsAllSettings } from '@imageattach/test-services'
import { afterAll, describe, it, vi } from 'vitest'
import { closeDatabases } from './support/empty-databases.js'
import { engines } from './support/engines.js'
import { capabilities, type Setting, settingName, transactionSubject } from './support/transaction-subject.js'

// What hangs is told by the cases themselves; the rest may be slow on a busy machine.
vi.setConfig({ testTimeout: 30_000, maxConcurrency: 2 })

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`Kysely on ${engine.name}`, () => {
    for (const setting of settings(engine)) {
      describe.concurrent(settingName(setting), () => {
        afterAll(closeDatabases)
        testContract({ describe, it }, transactionContract, {
          capabilities: capabilities[engine.name],
          create: () => transactionSubject(setting),
          dispose: subject => (subject as Awaited<ReturnType<typeof transactionSubject>>).close(),
        })
      })
    }
  })
}

function settings(engine: Setting['engine']): readonly Setting[] {
  if (engine.name === 'SQLite') return [{ engine, connections: 1, isolation: 'read committed' }]
  const strict = { engine, connections: 5, isolation: 'read committed' } as const
  const narrow = { engine, connections: 1, isolation: 'repeatable read' } as const
  // The other two tell the same story; CI, which requires the services, has the time for them.
  if (!runsAllSettings) return [strict, narrow]
  return [strict, narrow, { ...strict, isolation: 'repeatable read' }, { ...narrow, isolation: 'read committed' }]
}
