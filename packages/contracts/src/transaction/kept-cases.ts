import assert from 'node:assert/strict'
import { FileNotFoundError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { beside, drain, ledgerStates, makeLinesDue, pauseHints, untilBlocked } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Readers beside writers: old bytes or new bytes, whole. */
export const keptCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'opens an image whose row was read before it was replaced, as long as retired files are kept',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      const read = await app.pictures.of(owner).requireOriginal()

      await app.images.transaction(handle =>
        app.pictures
          .using(handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 2)),
      )
      await app.images.settled()

      assert.deepEqual(await read.makeBlob(), examplePng(40, 30, 1))
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 2))
    },
  },
  {
    name: 'serves an old URL until the time to keep it is over, counted from the first sighting',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      const { path } = await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.pictures.of(owner).remove()

      for (const outcomes of [['retained'], []]) {
        assert.deepEqual(
          (await drain(app.images.reap())).map(event => event.outcome),
          outcomes,
        )
        assert.ok(subject.store.bytes(path))
      }
      const [line] = await subject.sql(`select due from "imageattach_ledger" where state = 'retired'`)
      const left = Number(line?.due) - Date.now() / 1_000
      assert.ok(left > 3_500 && left < 3_700, `${left} seconds are left`)

      await makeLinesDue(subject)
      assert.deepEqual(
        (await drain(app.images.reap())).map(event => event.outcome),
        ['deleted'],
      )
      assert.equal(subject.store.bytes(path), undefined)
    },
  },
  {
    name: 'keeps a file its time that was attached and replaced while a reaper had its line in hand',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const reaper = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30, 1))
      await makeLinesDue(subject)
      const pause = reaper.barriers.pause('before root.fence')
      const reaping = beside(drain(reaper.images.reap()))
      await pause.reached

      const image = await app.pictures.of(owner).attach(prepared)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 2))
      pause.release()

      assert.deepEqual([...new Set((await reaping).map(event => event.outcome))], ['retained'])
      assert.deepEqual(await image.makeBlob(), examplePng(40, 30, 1))
    },
  },
  ...(['before root.fence', 'after root.fence'] as const).map(
    (moment): ContractCase<TransactionSubject> => ({
      name: `keeps a file its time that was replaced while a sweep stood still ${moment.replace('root.fence', 'its fence')}`,
      needs: 'concurrent',
      async run(subject) {
        const app = await subject.open({ keepRetired: 3_600 })
        const sweeper = await subject.open({ keepRetired: 3_600 })
        const owner = await subject.addUser(1)
        const transaction = await app.begin()
        const image = await app.pictures
          .using(transaction.handle)
          .of(owner)
          .fromBlob(examplePng(40, 30, 1))
        const hints = pauseHints(app)
        const pause = sweeper.barriers.pause(moment)
        const sweeping = beside(drain(sweeper.images.sweep({ minAge: 0 })))
        if (moment === 'before root.fence') await pause.reached
        else await untilBlocked(subject, sweeping)

        await transaction.commit()
        await pause.reached
        await app.pictures.of(owner).fromBlob(examplePng(40, 30, 2))
        pause.release()

        const events = await sweeping
        hints.release()
        const outcomes = events.flatMap(event => (event.kind === 'file' ? [event.outcome] : []))
        assert.deepEqual(outcomes, ['retained'])
        assert.deepEqual(await image.makeBlob(), examplePng(40, 30, 1))
      },
    }),
  ),
  {
    name: 'keeps the files of a replaced image in the ledger until then, and purges them when told to',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      await app.pictures.of(owner).fromBlob(examplePng(50, 30))
      await app.images.settled()
      assert.deepEqual(await ledgerStates(subject), ['retired', 'retired'])

      await drain(app.images.purge())

      assert.deepEqual(await ledgerStates(subject), [])
      assert.equal(subject.store.paths().length, 1)
    },
  },
  {
    name: 'reads the row again when its file is gone, and gives the new bytes',
    async run(subject) {
      const { app } = subject
      const reader = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
      const pause = reader.barriers.pause('before getFile')
      const reading = beside(reader.pictures.of(owner).makeBlob())
      await pause.reached

      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 2))
      await app.images.settled()
      pause.release()

      assert.deepEqual(await reading, examplePng(40, 30, 2))
    },
  },
  {
    name: 'tells that an image is gone which was removed while it was being opened',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const image = await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.pictures.of(owner).remove()
      await app.images.settled()

      await assert.rejects(image.makeBlob(), FileNotFoundError)
    },
  },
]
