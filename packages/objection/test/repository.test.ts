import { repositoryContract, testContract } from '@imageattach/contracts'
import { describe, it } from 'vitest'
import { engines } from './support/engines.js'
import { objectionSubject } from './support/objection-subject.js'

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`Objection on ${engine.name}`, () => {
    testContract({ describe, it }, repositoryContract, {
      create: () => objectionSubject(engine),
      dispose: subject => (subject as Awaited<ReturnType<typeof objectionSubject>>).close(),
    })
  })
}
