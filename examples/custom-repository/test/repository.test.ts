import { repositoryContract, testContract } from '@imageattach/contracts'
import { postgres } from '@imageattach/test-services'
import { describe, it } from 'vitest'
import { drizzleSubject } from './drizzle-subject.ts'

describe.skipIf(postgres.missing !== undefined)('Drizzle on PostgreSQL', () => {
  testContract({ describe, it }, repositoryContract, {
    create: () => drizzleSubject(),
    dispose: subject => (subject as Awaited<ReturnType<typeof drizzleSubject>>).close(),
  })
})
