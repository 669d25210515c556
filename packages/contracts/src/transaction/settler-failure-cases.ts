import assert from 'node:assert/strict'
import { FileCleanupError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { addLine } from './add-line.js'
import { drain, keyOf, ledgerStates, makeLinesDue } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Settlers whose store or ledger fails. */
export const settlerFailureCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'goes on with the others when a store is unknown, a table is, or a file cannot be deleted',
    async run(subject) {
      const errors: FileCleanupError[] = []
      const app = await subject.open({ keepRetired: 3_600, onCleanupError: error => errors.push(error) })
      const owners = [await subject.addUser(1), await subject.addUser(2), await subject.addUser(3)]
      for (const owner of owners) await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.pictures.removeFor(owners)
      await makeLinesDue(subject)
      await addLine(subject, { path: 'ns/user-picture/aa/aa.1x1.png', store: 'unknown', state: 'retired' })
      await addLine(subject, { path: 'ns/elsewhere/aa/aa.1x1.png', table: 'elsewhere', state: 'retired' })
      app.barriers.at('before deleteFile', () => {
        throw new Error('the disk is read-only')
      })

      const outcomes = (await drain(app.images.reap())).map(event => event.outcome)

      assert.deepEqual([...outcomes].sort(), ['deleted', 'deleted', 'failed', 'failed', 'failed'])
      assert.equal(errors.length, 3)
      for (const error of errors) assert.ok(error instanceof FileCleanupError)
      assert.equal(subject.store.paths().length, 1)
      assert.deepEqual(await drain(app.images.reap()), [], 'what failed is put off')
      await subject.sql(`delete from "imageattach_ledger" where store = 'unknown' or tbl = 'elsewhere'`)
    },
  },
  {
    name: 'comes to an end when a failure cannot even be put off',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.pictures.of(owner).remove()
      await makeLinesDue(subject)
      const fail = (): never => {
        throw new Error('the server is away')
      }
      for (let times = 0; times < 3; times += 1) app.barriers.at('before root.postpone', fail)
      subject.store.fail('deleteFile')

      const outcomes = (await drain(app.images.reap())).map(event => event.outcome)

      assert.deepEqual(outcomes, ['failed'])
    },
  },
  {
    name: 'deletes later what could not be deleted after the commit, and takes an absent file for deleted',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const image = await app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      subject.store.fail('deleteFile')

      assert.equal(await app.pictures.of(owner).remove(), 2)
      await app.images.settled()
      assert.deepEqual(await ledgerStates(subject), ['doomed', 'doomed'])

      subject.store.heal()
      await subject.store.deleteFile(keyOf(image.path))
      await makeLinesDue(subject)
      const outcomes = (await drain(app.images.reap())).map(event => event.outcome)
      assert.deepEqual(outcomes, ['deleted', 'deleted'])
      assert.deepEqual(subject.store.paths(), [])
    },
  },
]
