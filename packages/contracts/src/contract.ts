/**
 * A contract is a list of promises, each a sentence with the code that checks it. The same list serves a test runner
 * ({@link testContract}) and a program without one ({@link checkContract}).
 */
export interface Contract<TSubject> {
  readonly name: string
  readonly cases: readonly ContractCase<TSubject>[]
}

/** One promise. */
export interface ContractCase<TSubject> {
  /** A sentence: "deletes an absent file without an error". */
  readonly name: string
  /** The capability that the case is about; it is left out for subjects that do not declare it. Default: none. */
  readonly needs?: string
  /** Rejects when the promise is broken. */
  run(subject: TSubject): Promise<void>
}

/** What is put to the test. */
export interface ContractSubject<TSubject> {
  /** The capabilities that the subject declares. Default: none. */
  readonly capabilities?: readonly string[]
  /** Makes a fresh subject; called once for each case, so that cases may run in any order and at once. */
  create(): Promise<TSubject> | TSubject
  /** Frees what `create` took. */
  dispose?(subject: TSubject): Promise<void> | void
}

/** The two functions that every test runner has. */
export interface TestRunner {
  describe(name: string, define: () => void): void
  it(name: string, run: () => Promise<void>): void
}

/** Registers every case of the contract with a test runner. */
export function testContract<TSubject>(
  runner: TestRunner,
  contract: Contract<TSubject>,
  subject: ContractSubject<TSubject>,
): void {
  runner.describe(contract.name, () => {
    for (const contractCase of contract.cases) {
      if (isOwed(contractCase, subject)) runner.it(contractCase.name, () => runCase(contractCase, subject))
    }
  })
}

/** The outcome of one case. */
export interface ContractResult {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed. */
  readonly error?: unknown
}

/** Runs every case without a test runner, one after the other. Broken promises are reported, never thrown. */
export async function checkContract<TSubject>(
  contract: Contract<TSubject>,
  subject: ContractSubject<TSubject>,
): Promise<readonly ContractResult[]> {
  const results: ContractResult[] = []
  for (const contractCase of contract.cases) results.push(await checkCase(contractCase, subject))
  return results
}

async function checkCase<TSubject>(
  contractCase: ContractCase<TSubject>,
  subject: ContractSubject<TSubject>,
): Promise<ContractResult> {
  const { name } = contractCase
  if (!isOwed(contractCase, subject)) return { name, outcome: 'skipped' }
  try {
    await runCase(contractCase, subject)
    return { name, outcome: 'passed' }
  } catch (error) {
    return { name, outcome: 'failed', error }
  }
}

async function runCase<TSubject>(
  contractCase: ContractCase<TSubject>,
  subject: ContractSubject<TSubject>,
): Promise<void> {
  const created = await subject.create()
  try {
    await contractCase.run(created)
  } finally {
    await subject.dispose?.(created)
  }
}

function isOwed<TSubject>(contractCase: ContractCase<TSubject>, subject: ContractSubject<TSubject>): boolean {
  return contractCase.needs === undefined || (subject.capabilities ?? []).includes(contractCase.needs)
}
