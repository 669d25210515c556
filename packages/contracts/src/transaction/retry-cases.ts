import assert from 'node:assert/strict'
import { ConflictError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { countRows, Rollback } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Other transactions get in the way. */
export const retryCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'runs images.transaction again after a conflict, and does not lose the stream that it attaches',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const bytes = examplePng(40, 30)
      const stream = new Blob([new Uint8Array(bytes)]).stream()
      app.barriers.at('before insert', () => {
        throw conflictOf(subject)
      })
      let attempts = 0

      await app.images.transaction(async handle => {
        attempts += 1
        await app.pictures.using(handle).of(owner).fromFile(stream)
      })

      assert.equal(attempts, 2)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), bytes)
      await app.images.settled()
      assert.equal(subject.store.paths().length, 1)
    },
  },
  {
    name: 'runs a verb of its own again after a conflict, with the claim inside each attempt',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const fail = (): never => {
        throw conflictOf(subject)
      }

      for (const moment of ['after claim', 'before hold', 'before insert', 'after insert'] as const) {
        app.barriers.at(moment, fail)
        await app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      }
      app.barriers.at('before insert', fail)
      await app.pictures.of(owner).generateThumbnail({ width: 10 })
      app.barriers.at('after clear', fail)
      assert.equal(await app.pictures.of(owner).remove(), 3)

      await app.images.settled()
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'gives up after five attempts, with an error that says so, and leaves nothing',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      let attempts = 0
      for (let times = 0; times < 10; times += 1) {
        app.barriers.at('before insert', () => {
          attempts += 1
          throw conflictOf(subject)
        })
      }

      await assert.rejects(app.pictures.of(owner).fromBlob(examplePng(40, 30)), ConflictError)

      assert.equal(attempts, 5)
      await app.images.settled()
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'does not run again what failed for another reason',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      let attempts = 0

      const failing = app.images.transaction(async handle => {
        attempts += 1
        await app.pictures.using(handle).of(owner).fromBlob(examplePng(40, 30))
        throw new Rollback()
      })

      await assert.rejects(failing, Rollback)
      assert.equal(attempts, 1)
    },
  },
  {
    name: 'runs images.transaction as often as it was told to, and no more',
    async run(subject) {
      const { app } = subject
      let attempts = 0

      const failing = app.images.transaction(
        async () => {
          attempts += 1
          throw conflictOf(subject)
        },
        { attempts: 2 },
      )

      await assert.rejects(failing)
      assert.equal(attempts, 2)
    },
  },
  {
    name: 'tells a transaction of the application that it should be run again, and runs nothing itself',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      app.barriers.at('before insert', () => {
        throw conflictOf(subject)
      })

      const failing = app.transaction(handle =>
        app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2)),
      )

      await assert.rejects(failing, error => error instanceof ConflictError && error.retryable)
      assert.equal(await countRows(subject), 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
]

/** What the engine's driver throws when another transaction got in the way. */
function conflictOf({ engine }: TransactionSubject): Error {
  const codes = { sqlite: 'SQLITE_BUSY', postgres: '40001', mariadb: 'ER_LOCK_DEADLOCK' } as const
  return Object.assign(new Error('another transaction got in the way'), { code: codes[engine] })
}
