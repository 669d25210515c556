import assert from 'node:assert/strict'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { beside, drain, Rollback, untilBlocked } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Savepoints, in the ORM's own way. */
export const savepointCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'deletes nothing and leaves nothing when a savepoint was released and the transaction then rolled back',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))

      const transaction = await app.begin()
      await subject.savepoint(transaction.handle, inner =>
        app.pictures
          .using(inner)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2)),
      )
      await transaction.rollback()

      await app.images.settled()
      assert.equal(subject.store.paths().length, 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
  {
    name: 'undoes only the work of a savepoint that was rolled back, when the transaction then commits',
    async run(subject) {
      const { app } = subject
      const [kept, undone] = [await subject.addUser(1), await subject.addUser(2)]
      await app.pictures.of(undone).fromBlob(examplePng(40, 30, 1))

      const transaction = await app.begin()
      await app.pictures
        .using(transaction.handle)
        .of(kept)
        .fromBlob(examplePng(40, 30, 2))
      const inner = subject.savepoint(transaction.handle, async handle => {
        await app.pictures
          .using(handle)
          .of(undone)
          .fromBlob(examplePng(40, 30, 3))
        throw new Rollback()
      })
      await assert.rejects(inner, Rollback)
      await transaction.commit()

      await app.images.settled()
      assert.deepEqual(await app.pictures.of(kept).makeBlob(), examplePng(40, 30, 2))
      assert.deepEqual(await app.pictures.of(undone).makeBlob(), examplePng(40, 30, 1))
      assert.equal(subject.store.paths().length, 2)
    },
  },
  {
    name: 'tells two savepoints of one transaction apart, inside images.transaction too',
    async run(subject) {
      const { app } = subject
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const

      await app.images.transaction(async handle => {
        const first = subject.savepoint(handle, async inner => {
          await app.pictures.using(inner).of(owners[0]).fromBlob(examplePng(40, 30))
          throw new Rollback()
        })
        await assert.rejects(first, Rollback)
        await subject.savepoint(handle, inner => app.pictures.using(inner).of(owners[1]).fromBlob(examplePng(50, 30)))
      })

      await app.images.settled()
      assert.equal(await app.pictures.of(owners[0]).exists(), false)
      assert.equal((await app.pictures.of(owners[1]).requireOriginal()).width, 50)
      assert.equal(subject.store.paths().length, 1)
    },
  },
  {
    name: 'loses nothing when an empty savepoint is rolled back after an attachment',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)

      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).fromBlob(examplePng(40, 30))
      const empty = subject.savepoint(transaction.handle, () => Promise.reject(new Rollback()))
      await assert.rejects(empty, Rollback)
      await transaction.commit()

      await app.images.settled()
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'keeps the image that a savepoint removed before it was rolled back',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })

      await app.transaction(async handle => {
        const removing = subject.savepoint(handle, async inner => {
          await app.pictures.using(inner).of(owner).remove()
          throw new Rollback()
        })
        await assert.rejects(removing, Rollback)
      })

      await app.images.settled()
      assert.equal(await app.pictures.of(owner).count(), 2)
    },
  },
  {
    name: 'attaches a prepared image after the savepoint that attached it first was rolled back',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30))

      await app.transaction(async handle => {
        const first = subject.savepoint(handle, async inner => {
          await app.pictures.using(inner).of(owner).attach(prepared)
          throw new Rollback()
        })
        await assert.rejects(first, Rollback)
        await app.pictures.using(handle).of(owner).attach(prepared)
      })

      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'waits for the transaction, not for its savepoints, before it settles a file',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)

      const transaction = await app.begin()
      const savepoint = subject.savepoint(transaction.handle, inner =>
        app.pictures.using(inner).of(owner).fromBlob(examplePng(40, 30)),
      )
      await savepoint
      const sweeping = beside(drain(other.images.sweep({ minAge: 0 })))
      await untilBlocked(subject, sweeping)
      await transaction.commit()
      await sweeping

      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
]
