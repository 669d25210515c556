import assert from 'node:assert/strict'
import { ContextError, TransactionNotJoinedError, TransactionRequiredError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from './png-resizer.js'
import { assertAgreement, assertNothing } from './repository-assertions.js'
import type { RepositorySubject } from './repository-subject.js'
import { SwitchableStore } from './switchable-store.js'

class Rollback extends Error {}

/** Rows and bytes in transactions of the application. */
export const transactionCases: readonly ContractCase<RepositorySubject>[] = [
  {
    name: 'commits images together with the rows of the application',
    async run(subject) {
      const owner = await subject.addUser(1)

      await subject.images.transaction(async trx => {
        await subject.pictures.using(trx).of(owner).fromBlob(examplePng(40, 30))
        await subject.pictures.of(owner).using(trx).generateThumbnail({ width: 20 })
      })

      assert.equal(await subject.countRows('user_picture'), 2)
      await assertAgreement(subject)
    },
  },
  {
    name: 'rolls images back together with the rows of the application',
    async run(subject) {
      const owner = await subject.addUser(1)

      const transaction = subject.images.transaction(async trx => {
        await subject.pictures.using(trx).of(owner).fromBlob(examplePng(40, 30))
        throw new Rollback()
      })

      await assert.rejects(transaction, Rollback)
      await assertNothing(subject)
    },
  },
  {
    name: 'refuses a transaction that has ended, its own or one of the application',
    async run(subject) {
      const owner = await subject.addUser(1)

      const own = await subject.images.transaction(async trx => trx)
      const theirs = await subject.transaction(async trx => trx)

      for (const ended of [own, theirs]) {
        const picture = subject.pictures.using(ended).of(owner)
        await assert.rejects(picture.exists(), TransactionRequiredError)
        await assert.rejects(picture.fromBlob(examplePng(40, 30)), TransactionRequiredError)
      }
      await assertNothing(subject)
    },
  },
  {
    name: 'says how to register a store that is not registered',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))

      const attached = picture.fromBlob(examplePng(40, 30), { store: new SwitchableStore('other') })

      await assert.rejects(attached, ContextError)
      await assert.rejects(attached, /store "other" is not registered.*images\.stores\.add\(store\)/)
      await assertNothing(subject)
    },
  },
  {
    name: 'keeps the old bytes when a replacement of the same size is rolled back',
    async run(subject) {
      const owner = await subject.addUser(1)
      await subject.pictures.of(owner).fromBlob(examplePng(40, 30, 1))

      const transaction = subject.images.transaction(async trx => {
        await subject.pictures
          .using(trx)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2))
        throw new Rollback()
      })

      await assert.rejects(transaction, Rollback)
      assert.deepEqual(await subject.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
      await assertAgreement(subject)
    },
  },
  {
    name: 'keeps the file when a removal is rolled back',
    async run(subject) {
      const owner = await subject.addUser(1)
      await subject.pictures.of(owner).fromBlob(examplePng(40, 30))

      const transaction = subject.images.transaction(async trx => {
        await subject.pictures.using(trx).of(owner).remove()
        throw new Rollback()
      })

      await assert.rejects(transaction, Rollback)
      assert.equal((await subject.pictures.of(owner).makeBlob()).length, examplePng(40, 30).length)
      await assertAgreement(subject)
    },
  },
  {
    name: 'joins a transaction that the application opened itself, and follows its end',
    async run(subject) {
      const owner = await subject.addUser(1)

      await subject.transaction(trx => subject.pictures.using(trx).of(owner).fromBlob(examplePng(40, 30)))
      const failing = subject.transaction(async trx => {
        await subject.pictures.using(trx).of(owner).fromBlob(examplePng(50, 30))
        throw new Rollback()
      })

      await assert.rejects(failing, Rollback)
      assert.equal((await subject.pictures.of(owner).requireOriginal()).width, 40)
      await assertAgreement(subject)
    },
  },
  {
    name: 'keeps files until the commit, for readers outside the transaction',
    async run(subject) {
      const owner = await subject.addUser(1)
      const old = await subject.pictures.of(owner).fromBlob(examplePng(40, 30))

      await subject.images.transaction(async trx => {
        await subject.pictures.using(trx).of(owner).fromBlob(examplePng(50, 30))
        assert.ok(subject.store.paths().includes(old.path))
      })

      await assertAgreement(subject)
      assert.ok(!subject.store.paths().includes(old.path))
    },
  },
  {
    name: 'refuses a verb that forgot to join, and names the remedy',
    async run(subject) {
      const owner = await subject.addUser(1)

      const transaction = subject.images.transaction(() => subject.pictures.of(owner).fromBlob(examplePng(4, 3)))

      await assert.rejects(transaction, (error: unknown) => {
        assert.ok(error instanceof TransactionNotJoinedError)
        assert.match(error.message, /\.using\(trx\)/)
        return true
      })
      await assertNothing(subject)
    },
  },
  {
    name: 'lets concurrent replaces queue: no error, one original, the last one wins whole',
    async run(subject) {
      const owner = await subject.addUser(1)

      await Promise.all(
        [10, 11, 12, 13, 14, 15].map(width =>
          subject.pictures.of(owner).fromBlob(examplePng(width, 10), { thumbnails: [{ width: 5 }] }),
        ),
      )

      assert.equal(await subject.countRows('user_picture'), 2)
      assert.equal(await subject.pictures.of(owner).count({ original: true }), 1)
      await assertAgreement(subject)
    },
  },
  {
    name: 'keeps a file that could not be deleted in the ledger, and deletes it when it can',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))
      subject.store.fail('deleteFile')

      await picture.remove()
      await subject.images.settled()

      assert.deepEqual(await subject.ledgerStates(), ['doomed'])
      assert.equal(subject.store.paths().length, 1)
    },
  },
]
