import assert from 'node:assert/strict'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import type { Moment } from './barriers.js'
import { beside, drain, Rollback, untilBlockedBeside } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Hints that are missing, doubled, early or wrong, and listeners that fail. */
export const hintCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'needs no hint: another process cleans up what a silent one has left',
    async run(subject) {
      const { app } = subject
      const silent = await subject.open()
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      await app.pictures.of(owners[0]).fromBlob(examplePng(40, 30))
      for (const _ of ['rollback', 'commit']) silent.barriers.at('before root.findPaths', ignoreHint)
      const transaction = await silent.begin()
      await silent.pictures.using(transaction.handle).of(owners[1]).fromBlob(examplePng(40, 30))
      await transaction.rollback()
      await silent.transaction(handle => silent.pictures.using(handle).of(owners[0]).remove())

      await drain(app.images.reap())
      await drain(app.images.sweep({ minAge: 0 }))

      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'does no harm when hints are doubled',
    async run(subject) {
      const apps = [subject.app, await subject.open()] as const
      const owner = await subject.addUser(1)

      for (const end of ['commit', 'rollback'] as const) {
        const transaction = await apps[0].begin()
        await apps[0].pictures.using(transaction.handle).of(owner).fromBlob(examplePng(40, 30))
        await transaction[end]()
        await Promise.all([apps[0].images.settled(), apps[0].images.settled(), drain(apps[1].images.reap())])
        await apps[0].images.settled()
        assert.equal(subject.store.paths().length, 1)
      }
      assert.deepEqual(await apps[0].pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'does no harm when hints come before the end, at a commit and at a rollback',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))

      for (const [end, shade] of [
        ['rollback', 1],
        ['commit', 2],
      ] as const) {
        const transaction = await app.begin()
        await app.pictures
          .using(transaction.handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2))
        const early = beside(app.images.settled())
        await untilBlockedBeside(subject, app, early)
        await transaction[end]()
        await early
        assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, shade))
      }
    },
  },
  {
    name: 'fails no verb because a listener fails',
    async run(subject) {
      const fail = (): never => {
        throw new Error('the log is full')
      }
      const app = await subject.open({ onEvent: fail, onCleanupError: fail })
      const owner = await subject.addUser(1)
      const warnings: string[] = []
      const note = (warning: Error): number => warnings.push(warning.message)
      process.on('warning', note)

      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.images.transaction(handle => app.pictures.using(handle).of(owner).fromBlob(examplePng(50, 30)))
      await app.images.settled()
      subject.store.fail('deleteFile')
      await app.pictures.of(owner).fromBlob(examplePng(60, 30))
      await app.images.settled()

      await new Promise(resolve => setImmediate(resolve))
      process.off('warning', note)
      assert.equal((await app.pictures.of(owner).requireOriginal()).width, 60)
      assert.ok(warnings.includes('the log is full'))
    },
  },
  ...(['commit', 'rollback'] as const).map(
    (end): ContractCase<TransactionSubject> => ({
      name: `writes nothing after the ${end} of a transaction that did not wait for its verb`,
      async run(subject) {
        const { app } = subject
        const moments: readonly Moment[] = [
          'before stage',
          'before putFile',
          'after putFile',
          'before hold',
          'before clear',
          'before insert',
        ]

        for (const [index, moment] of moments.entries()) {
          const owner = await subject.addUser(index)
          const pause = app.barriers.pause(moment)
          const forgotten: Promise<unknown>[] = []
          const transaction = app.images.transaction(async handle => {
            forgotten.push(beside(app.pictures.using(handle).of(owner).fromBlob(examplePng(40, 30))))
            await pause.reached
            if (end === 'rollback') throw new Rollback()
          })
          await transaction.catch(error => assert.ok(error instanceof Rollback))
          pause.release()

          await assert.rejects(Promise.all(forgotten), Error, moment)
          assert.equal(await app.pictures.of(owner).exists(), false, moment)
          await app.images.settled()
        }
      },
    }),
  ),
  {
    name: 'shares no thumbnail between transactions, of which one may be rolled back',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const transaction = await app.begin()
      const pause = app.barriers.pause('after insert')
      const first = beside(app.pictures.using(transaction.handle).of(owner).findOrGenerate({ width: 20 }))
      await pause.reached

      const second = beside(app.pictures.of(owner).findOrGenerate({ width: 20 }))
      await untilBlockedBeside(subject, app, second)
      pause.release()
      await first
      await transaction.rollback()

      assert.notEqual((await second).path, (await first).path)
      assert.equal((await app.pictures.of(owner).findThumbnail({ width: 20 })).path, (await second).path)
    },
  },
]

/** For an adapter that sees the end of transactions: what it would do then does not happen. */
function ignoreHint(): never {
  throw new Error('nobody listens')
}
