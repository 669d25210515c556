import assert from 'node:assert/strict'
import { PreparedExpiredError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { addLine } from './add-line.js'
import { beside, drain, ledgerStates, makeLinesDue, pauseHints, untilBlocked } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Settlers beside transactions, beside each other, and cut short. */
export const settlingCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'sweeps without any grace while a transaction is open, and deletes nothing of it',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const sweeper = await subject.open()
      const owner = await subject.addUser(1)
      const hints = pauseHints(app)
      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).fromBlob(examplePng(40, 30))

      const sweeping = beside(drain(sweeper.images.sweep({ minAge: 0 })))
      await untilBlocked(subject, sweeping)
      await transaction.commit()

      const events = await sweeping
      hints.release()
      assert.deepEqual(
        events.flatMap(event => (event.kind === 'file' ? [event.outcome] : [])),
        ['kept'],
      )
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'deletes nothing of an open transaction either when it sweeps the same place under another name',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const sweeper = await subject.open({ stores: [new SwitchableStore('alias', subject.store), subject.store] })
      const owner = await subject.addUser(1)
      const hints = pauseHints(app)
      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).fromBlob(examplePng(40, 30))

      const sweeping = beside(drain(sweeper.images.sweep({ minAge: 0 })))
      await untilBlocked(subject, sweeping)
      await transaction.commit()

      const events = await sweeping
      hints.release()
      assert.deepEqual(
        events.flatMap(event => (event.kind === 'file' ? [event.outcome] : [])),
        ['kept'],
      )
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'sweeps what a transaction has left that was rolled back while the sweep waited for it',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const sweeper = await subject.open()
      const owner = await subject.addUser(1)
      const hints = pauseHints(app)
      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).fromBlob(examplePng(40, 30))

      const sweeping = beside(drain(sweeper.images.sweep({ minAge: 0 })))
      await untilBlocked(subject, sweeping)
      await transaction.rollback()

      await sweeping
      hints.release()
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'leaves files alone that a verb is writing: their line is there before the first byte',
    async run(subject) {
      const { app } = subject
      const sweeper = await subject.open()
      const owner = await subject.addUser(1)
      const pause = app.barriers.pause('after putFile')
      const attaching = beside(app.pictures.of(owner).fromBlob(examplePng(40, 30)))
      await pause.reached

      const events = await drain(sweeper.images.sweep({ minAge: 0 }))
      pause.release()

      assert.deepEqual(
        events.filter(event => event.kind === 'file'),
        [],
      )
      await attaching
    },
  },
  {
    name: 'does not wait for ever for a transaction that stays open',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const sweeper = await subject.open()
      const transaction = await app.begin()
      await app.pictures
        .using(transaction.handle)
        .of(await subject.addUser(1))
        .fromBlob(examplePng(40, 30))
      const started = performance.now()

      const events = await drain(sweeper.images.sweep({ minAge: 0 }))

      assert.ok(performance.now() - started < 10_000)
      assert.deepEqual(
        events.flatMap(event => (event.kind === 'file' ? [event.outcome] : [])),
        ['waiting'],
      )
      await transaction.commit()
    },
  },
  {
    name: 'keeps a file whose row was committed between the listing and the settling',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const sweeper = await subject.open()
      const owner = await subject.addUser(1)
      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).fromBlob(examplePng(40, 30))
      const pause = sweeper.barriers.pause('before root.fence')
      const sweeping = beside(drain(sweeper.images.sweep({ minAge: 0 })))
      await pause.reached

      await transaction.commit()
      pause.release()

      await sweeping
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'looks for rows anew after it has waited, also where the database defaults to REPEATABLE READ',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const reaper = await subject.open()
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30))
      await makeLinesDue(subject)
      const hints = pauseHints(app)
      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).attach(prepared)

      const reaping = beside(drain(reaper.images.reap()))
      await untilBlocked(subject, reaping)
      await transaction.commit()

      const events = await reaping
      hints.release()
      assert.deepEqual(
        events.map(event => event.outcome),
        ['kept'],
      )
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'refuses to attach a prepared image that a reaper has looked for in vain, at any point from there',
    async run(subject) {
      const { app } = subject
      const reaper = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))

      for (const moment of [
        'after root.fence',
        'before deleteFile',
        'after deleteFile',
        'before root.release',
      ] as const) {
        const prepared = await app.pictures.prepare(examplePng(40, 30, 2))
        await makeLinesDue(subject)
        const pause = reaper.barriers.pause(moment)
        const reaping = beside(drain(reaper.images.reap()))
        await pause.reached

        await assert.rejects(app.pictures.of(owner).attach(prepared), PreparedExpiredError)
        const joined = app.images.transaction(handle => app.pictures.using(handle).of(owner).attach(prepared))
        await assert.rejects(joined, PreparedExpiredError)

        pause.release()
        await reaping
      }
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 1))
    },
  },
  {
    name: 'leaves no row behind when the refusal of a prepared image is swallowed and the transaction commits',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      await makeLinesDue(subject)
      await drain(app.images.reap())

      await app.transaction(async handle => {
        await assert.rejects(app.pictures.using(handle).of(owner).attach(prepared), PreparedExpiredError)
      })

      assert.equal(await app.pictures.of(owner).exists(), false)
    },
  },
  {
    name: 'lets two settlers work on the same file at once',
    async run(subject) {
      const { app } = subject
      const other = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      await other.pictures.of(owner).fromBlob(examplePng(40, 30))
      await other.pictures.of(owner).remove()
      await makeLinesDue(subject)
      const pause = app.barriers.pause('before deleteFile')
      const slow = beside(drain(app.images.reap()))
      await pause.reached

      assert.deepEqual(
        (await drain(other.images.reap())).map(event => event.outcome),
        ['deleted'],
      )
      pause.release()

      assert.deepEqual(
        (await slow).map(event => event.outcome),
        ['deleted'],
      )
    },
  },
  {
    name: 'finishes what a settler has left that ended between any two of its steps',
    async run(subject) {
      const { app } = subject
      const mortal = await subject.open()
      const owner = await subject.addUser(1)

      for (const moment of [
        'before root.fence',
        'after root.fence',
        'before deleteFile',
        'after deleteFile',
        'before root.release',
      ] as const) {
        const died = mortal.barriers.pause(moment)
        await mortal.pictures.of(owner).fromBlob(examplePng(40, 30))
        await mortal.pictures.of(owner).remove()
        const dying = beside(mortal.images.settled())
        await died.reached

        await makeLinesDue(subject)
        await drain(app.images.reap())

        assert.deepEqual(subject.store.paths(), [], moment)
        assert.deepEqual(await ledgerStates(subject), [], moment)
        died.release()
        await dying
      }
    },
  },
  {
    name: 'drops no line that another transaction has written since, so that its file is not forgotten',
    async run(subject) {
      const { app } = subject
      const reaper = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      const image = await reaper.pictures.of(owner).fromBlob(examplePng(40, 30))
      await addLine(subject, { path: image.path, state: 'doomed' })
      const pause = reaper.barriers.pause('before root.release')
      const reaping = beside(drain(reaper.images.reap()))
      await pause.reached

      const removing = await subject.open({ keepRetired: 3_600 })
      await removing.pictures.of(owner).remove()
      pause.release()
      await reaping

      assert.deepEqual(await ledgerStates(subject), ['retired'])
      await drain(app.images.purge())
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'keeps a file whose row another table has than the line says',
    async run(subject) {
      const { app } = subject
      const image = await app.pictures.of(await subject.addUser(1)).fromBlob(examplePng(40, 30))
      await app.images.settled()

      for (const state of ['staged', 'retired', 'doomed']) {
        await addLine(subject, { path: image.path, state, table: 'post_photo' })
        assert.deepEqual(
          (await drain(app.images.reap())).map(event => event.outcome),
          ['kept'],
        )
      }
      assert.deepEqual(await image.makeBlob(), examplePng(40, 30))
    },
  },
]
