import { ancestorContract, testContract } from '@imageattach/contracts'
import { afterAll, describe, it, vi } from 'vitest'
import { closeDatabases } from './support/empty-databases.js'
import { engines } from './support/engines.js'
import { transactionSubject } from './support/transaction-subject.js'

vi.setConfig({ testTimeout: 30_000 })

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`TypeORM on ${engine.name}`, () => {
    afterAll(closeDatabases)
    testContract({ describe, it }, ancestorContract, {
      // One connection: no statement may need a second one.
      create: () => transactionSubject({ engine, connections: 1, isolation: 'read committed' }),
      dispose: subject => (subject as Awaited<ReturnType<typeof transactionSubject>>).close(),
    })
  })
}
