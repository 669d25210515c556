import { repositoryContract, testContract } from '@imageattach/contracts'
import { describe, it } from 'vitest'
import { engines } from './support/engines.js'
import { kyselySubject } from './support/kysely-subject.js'

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`Kysely on ${engine.name}`, () => {
    testContract({ describe, it }, repositoryContract, {
      create: () => kyselySubject(engine),
      dispose: subject => (subject as Awaited<ReturnType<typeof kyselySubject>>).close(),
    })
  })
}
