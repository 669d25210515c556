import type { Contract, ContractCase } from '../contract.js'
import { assertAgreement } from './agreement.js'
import { endingCases } from './ending-cases.js'
import { failureCases } from './failure-cases.js'
import { hintCases } from './hint-cases.js'
import { keptCases } from './kept-cases.js'
import { liveCases } from './live-cases.js'
import { migrationCases } from './migration-cases.js'
import { migrationRaceCases } from './migration-race-cases.js'
import { movedCases } from './moved-cases.js'
import { preparedCases } from './prepared-cases.js'
import { retryCases } from './retry-cases.js'
import { savepointCases } from './savepoint-cases.js'
import { setCases } from './set-cases.js'
import { settlerFailureCases } from './settler-failure-cases.js'
import { settlingCases } from './settling-cases.js'
import { sweepingCases } from './sweeping-cases.js'
import { thumbnailRaceCases } from './thumbnail-race-cases.js'
import type { Application, TransactionSubject } from './transaction-subject.js'

/** That rows and bytes agree, whatever happens to transactions. Every case ends with the proof that they do. */
export const transactionContract: Contract<TransactionSubject> = {
  name: 'transaction contract',
  cases: [
    ...endingCases,
    ...savepointCases,
    ...hintCases,
    ...settlingCases,
    ...settlerFailureCases,
    ...sweepingCases,
    ...preparedCases,
    ...keptCases,
    ...movedCases,
    ...migrationCases,
    ...migrationRaceCases,
    ...setCases,
    ...thumbnailRaceCases,
    ...retryCases,
    ...failureCases,
    ...liveCases,
  ].map(endingInAgreement),
}

function endingInAgreement(contractCase: ContractCase<TransactionSubject>): ContractCase<TransactionSubject> {
  return {
    ...contractCase,
    async run(subject) {
      await rest(subject.app)
      await contractCase.run({ ...subject, open: async options => rest(await subject.open(options)) })
      await assertAgreement(subject)
    },
  }
}

/** An application reaps by itself when its first transaction ends; in the middle of a case it would be one reaper too many. */
async function rest(app: Application): Promise<Application> {
  await app.images.transaction(async () => undefined)
  await app.images.settled()
  return app
}
