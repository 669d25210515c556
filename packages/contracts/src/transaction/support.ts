import type { ImageKey, ImageRow } from '@imageattach/core'
import type { Pause } from './barriers.js'
import type { Application, TransactionSubject } from './transaction-subject.js'

/** What an application throws to roll back. */
export class Rollback extends Error {}

/** Runs an iteration to its end and gives what it reported. */
export async function drain<TEvent>(events: AsyncIterable<TEvent>): Promise<readonly TEvent[]> {
  const all: TEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

/** Work that goes on beside a test, whose failure is the test's business later. */
export function beside<TResult>(work: Promise<TResult>): Promise<TResult> {
  work.catch(() => undefined)
  return work
}

/** Waits until the work has ended, or so many connections in all wait for locks that others hold. */
export async function untilBlocked(subject: TransactionSubject, work: Promise<unknown>, waits = 1): Promise<void> {
  await untilEnded(work, async () => (await subject.lockWaits()) >= waits)
}

/**
 * As {@link untilBlocked}, for work beside a transaction of the same application: with one connection, it is for the
 * connection that it waits, and the database does not know.
 */
export async function untilBlockedBeside(
  subject: TransactionSubject,
  app: Application,
  work: Promise<unknown>,
  waits = 1,
): Promise<void> {
  if (subject.connections > 1) return untilBlocked(subject, work, waits)
  await untilEnded(work, async () => app.barriers.running > 0)
}

/**
 * Keeps the background of an application, which looks after a transaction that it does not see end about once a second,
 * from settling before a test is done with somebody else's settling. To be released before the case ends.
 */
export function pauseHints(app: Application): Pause {
  return app.barriers.pause('before root.fence')
}

async function untilEnded(work: Promise<unknown>, orElse: () => Promise<boolean>): Promise<void> {
  let ended = false
  const end = (): void => {
    ended = true
  }
  work.then(end, end)
  while (!ended && !(await orElse())) await new Promise(resolve => setImmediate(resolve))
}

/** Makes every line of the ledger due: leases and the time to keep are over, and nothing is put off. */
export async function makeLinesDue(subject: TransactionSubject, ledger = 'imageattach_ledger'): Promise<void> {
  const update = `update "${ledger}" set due = 1 where state <> 'ns'`
  // A settler may have a line in hand, and a connection that defaults to REPEATABLE READ does not wait for it.
  for (let attempt = 1; attempt < 10; attempt += 1) {
    if (
      await subject.sql(update).then(
        () => true,
        () => false,
      )
    )
      return
  }
  await subject.sql(update)
}

/** The states of the lines in the ledger, namespace aside. */
export async function ledgerStates(subject: TransactionSubject, ledger = 'imageattach_ledger'): Promise<unknown[]> {
  const lines = await subject.sql(`select state from "${ledger}" where state <> 'ns' order by path`)
  return lines.map(line => line.state)
}

/** The namespace of the application. */
export async function namespace(subject: TransactionSubject): Promise<string> {
  const [line] = await subject.sql(`select path from "imageattach_ledger" where state = 'ns'`)
  return String(line?.path).slice('ns:'.length)
}

/** How many rows a table has. */
export async function countRows(subject: TransactionSubject, table = 'user_picture'): Promise<number> {
  return (await subject.sql(`select width from "${table}"`)).length
}

/** A row as SQLAlchemy-ImageAttach wrote it, without the columns that are ours, and its file. */
export async function addAncestorPicture(
  subject: TransactionSubject,
  store: { write(path: string, bytes: Uint8Array): void },
  userId: number,
  picture: Pick<ImageRow, 'width' | 'height'> & { readonly bytes: Uint8Array },
): Promise<void> {
  const { width, height, bytes } = picture
  store.write(`user-picture/${userId}/${width}x${height}`, bytes)
  await subject.sql(
    `insert into "user_picture" (user_id, width, height, mimetype, original, created_at)
     values (${userId}, ${width}, ${height}, 'image/png', true, '2020-01-02 03:04:05')`,
  )
}

/** What a store is told of a path, by a test that does what ImageAttach would not. */
export function keyOf(path: string): ImageKey {
  return { path, objectType: 'user-picture', objectId: undefined, width: 1, height: 1, mimetype: 'image/png' }
}
