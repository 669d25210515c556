import assert from 'node:assert/strict'
import { ConflictError, PreparedExpiredError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { beside, drain, makeLinesDue, Rollback, untilBlocked } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Images that are stored before the transaction that attaches them. */
export const preparedCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'keeps a prepared image through rollbacks, whatever is swept meanwhile, for the attempt that succeeds',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      const failing = async (handle: unknown): Promise<never> => {
        await app.pictures.using(handle).of(owner).attach(prepared)
        throw new Rollback()
      }

      await assert.rejects(app.transaction(failing), Rollback)
      await assert.rejects(app.images.transaction(failing), Rollback)
      await app.images.settled()
      await drain(app.images.reap())
      await drain(app.images.sweep({ minAge: 0 }))

      await app.images.transaction(handle => app.pictures.using(handle).of(owner).attach(prepared))
      assert.equal(await app.pictures.of(owner).count(), 2)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'attaches a prepared image once when a retry runs the callback twice',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30))
      let attempts = 0

      await app.images.transaction(async handle => {
        attempts += 1
        await app.pictures.using(handle).of(owner).attach(prepared)
        if (attempts === 1) throw new ConflictError('another transaction got in the way')
      })

      assert.equal(attempts, 2)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'refuses to attach a prepared image twice, in the same transaction and after it',
    async run(subject) {
      const { app } = subject
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      const prepared = await app.pictures.prepare(examplePng(40, 30))

      await app.transaction(async handle => {
        const pictures = app.pictures.using(handle)
        await pictures.of(owners[0]).attach(prepared)
        await assert.rejects(pictures.of(owners[1]).attach(prepared), PreparedExpiredError)
      })
      await assert.rejects(app.pictures.of(owners[1]).attach(prepared), PreparedExpiredError)

      assert.equal(await app.pictures.of(owners[0]).exists(), true)
      assert.equal(await app.pictures.of(owners[1]).exists(), false)
    },
  },
  {
    name: 'refuses the second of two who attach a prepared image at the same time',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      const prepared = await app.pictures.prepare(examplePng(40, 30))
      const pause = app.barriers.pause('after claim')
      const first = beside(app.pictures.of(owners[0]).attach(prepared))
      await pause.reached

      const second = beside(other.pictures.of(owners[1]).attach(prepared))
      await untilBlocked(subject, second)
      pause.release()

      await first
      await assert.rejects(second, PreparedExpiredError)
      assert.equal(await app.pictures.of(owners[1]).exists(), false)
    },
  },
  {
    name: 'refuses a prepared image whose lease is over and that was reaped',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      await makeLinesDue(subject)

      const outcomes = (await drain(app.images.reap())).map(event => event.outcome)

      assert.deepEqual(outcomes, ['deleted', 'deleted'])
      await assert.rejects(app.pictures.of(owner).attach(prepared), PreparedExpiredError)
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'attaches a prepared image whose lease is over as long as nobody has reaped it',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30))
      await makeLinesDue(subject)

      await app.pictures.of(owner).attach(prepared)

      assert.deepEqual(await drain(app.images.reap()), [])
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'prepares on the transaction that it is bound to, and forgets it with the rollback',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)

      const transaction = await app.begin()
      const prepared = await app.pictures.using(transaction.handle).prepare(examplePng(40, 30))
      await transaction.rollback()
      await app.images.settled()

      await assert.rejects(app.pictures.of(owner).attach(prepared), PreparedExpiredError)
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'attaches what was prepared for one table to no other',
    async run(subject) {
      const { app } = subject
      const photos = app.photos.of(await subject.addPost(1))
      const prepared = await app.pictures.prepare(examplePng(40, 30))

      await assert.rejects(photos.getImageSet({ order_index: 1 }).attach(prepared), PreparedExpiredError)

      await app.pictures.of(await subject.addUser(1)).attach(prepared)
    },
  },
]
