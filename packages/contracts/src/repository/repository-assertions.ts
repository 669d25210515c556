import assert from 'node:assert/strict'
import type { RepositorySubject } from './repository-subject.js'

/** Rows and files are equal in number, each row's file is whole, and the ledger is empty. */
export async function assertAgreement(subject: RepositorySubject): Promise<void> {
  await subject.images.settled()
  const rows =
    (await subject.countRows('user_picture')) +
    (await subject.countRows('post_photo')) +
    (await subject.countRows('album_cover'))
  assert.equal(subject.store.paths().length, rows, 'as many files as rows')
  assert.deepEqual(await subject.ledgerStates(), [], 'nothing left in the ledger')
}

/** No row, no file, no line. */
export async function assertNothing(subject: RepositorySubject): Promise<void> {
  await assertAgreement(subject)
  assert.deepEqual(subject.store.paths(), [])
}
