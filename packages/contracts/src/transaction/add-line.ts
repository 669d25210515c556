import type { TransactionSubject } from './transaction-subject.js'

interface Line {
  readonly path: string
  readonly state: string
  /** Default `test`. */
  readonly store?: string
  /** Default `user_picture`. */
  readonly table?: string
}

/** Writes a line into the ledger that is due, without ImageAttach. */
export async function addLine(subject: TransactionSubject, line: Line): Promise<void> {
  const { path, state, store = 'test', table = 'user_picture' } = line
  await subject.sql(
    `insert into "imageattach_ledger" (path, store, state, tbl, due)
     values ('${path}', '${store}', '${state}', '${table}', 1)`,
  )
}
