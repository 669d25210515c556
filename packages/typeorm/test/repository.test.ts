import { repositoryContract, testContract } from '@imageattach/contracts'
import { describe, it } from 'vitest'
import { engines } from './support/engines.js'
import { typeormSubject } from './support/typeorm-subject.js'

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`TypeORM on ${engine.name}`, () => {
    testContract({ describe, it }, repositoryContract, {
      create: () => typeormSubject(engine),
      dispose: subject => (subject as Awaited<ReturnType<typeof typeormSubject>>).close(),
    })
  })
}
