import { testContract, transactionContract } from '@imageattach/contracts'
import { afterAll, describe, it } from 'vitest'
import { closeDatabases } from './support/empty-databases.js'
import { engines } from './support/engines.js'
import { capabilities, type Setting, settingName, transactionSubject } from './support/transaction-subject.js'

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`Objection on ${engine.name}`, () => {
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
  return [1, 5].flatMap(connections =>
    (['read committed', 'repeatable read'] as const).map(isolation => ({ engine, connections, isolation })),
  )
}
