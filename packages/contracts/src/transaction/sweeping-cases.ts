import assert from 'node:assert/strict'
import type { SweepEvent } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { addAncestorPicture, drain, keyOf, ledgerStates, makeLinesDue, namespace } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** What sweeping and verifying find, and what is none of their business. */
export const sweepingCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'calls no file garbage that a row has, in whatever order the store lists and the database sorts',
    async run(subject) {
      const { app } = subject
      for (const id of [10, 2, 1, 100]) {
        await app.pictures.of(await subject.addUser(id)).fromBlob(examplePng(10, 10), { thumbnails: [{ width: 5 }] })
        const photos = app.photos.of(await subject.addPost(id))
        for (const index of [10, 2]) await photos.getImageSet({ order_index: index }).fromBlob(examplePng(10, 10))
      }
      const garbage = `${await namespace(subject)}/user-picture/aa/aagarbage.1x1.png`
      subject.store.write(garbage, examplePng(1, 1))

      const events = filesOf(await drain(app.images.sweep({ minAge: 0 })))

      assert.deepEqual(
        events.map(({ path, outcome }) => [path, outcome]),
        [[garbage, 'deleted']],
      )
    },
  },
  {
    name: 'leaves prepared images to their lease',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      const prepared = await app.pictures.prepare(examplePng(40, 30))

      assert.deepEqual(filesOf(await drain(app.images.sweep({ minAge: 0 }))), [])

      await app.pictures.of(owner).attach(prepared)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'leaves retired files to the time that they are kept',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      const image = await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.pictures.of(owner).remove()

      assert.deepEqual(filesOf(await drain(app.images.sweep({ minAge: 0 }))), [])

      assert.deepEqual(await image.makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'leaves the files alone that another application keeps in the same bucket',
    async run(subject) {
      const { app } = subject
      await subject.addLedger('other_ledger')
      const other = await subject.open({ ledger: 'other_ledger' })
      const [ours, theirs] = [await subject.addUser(1), await subject.addUser(2)]
      await app.pictures.of(ours).fromBlob(examplePng(40, 30))
      await other.pictures.of(theirs).fromBlob(examplePng(50, 30))
      const foreign = 'othernamespace/user-picture/aa/aaforeign.1x1.png'
      subject.store.write(foreign, examplePng(1, 1))

      const events = [
        ...(await drain(app.images.sweep({ minAge: 0 }))),
        ...(await drain(other.images.sweep({ minAge: 0 }))),
      ]

      assert.deepEqual(filesOf(events), [])
      const scanned = events.flatMap(event => (event.kind === 'progress' ? [event.scanned] : []))
      assert.deepEqual(scanned, [1, 1], 'each sees its own namespace')
      assert.ok(subject.store.bytes(foreign))
      await subject.store.deleteFile(keyOf(foreign))
    },
  },
  {
    name: 'leaves files of an object type alone that has no attachment here',
    async run(subject) {
      const { app } = subject
      const path = `${await namespace(subject)}/elsewhere/aa/aa.1x1.png`
      subject.store.write(path, examplePng(1, 1))

      const events = filesOf(await drain(app.images.sweep({ minAge: 0 })))

      assert.deepEqual(
        events.map(event => event.outcome),
        ['foreign'],
      )
      assert.ok(subject.store.bytes(path))
      await subject.store.deleteFile(keyOf(path))
    },
  },
  {
    name: 'keeps the file of a row although the line of another ledger condemns it',
    async run(subject) {
      const { app } = subject
      await subject.addLedger('other_ledger')
      const other = await subject.open({ ledger: 'other_ledger' })
      const image = await app.pictures.of(await subject.addUser(1)).fromBlob(examplePng(40, 30))
      for (const state of ['staged', 'retired', 'doomed']) {
        await subject.sql(
          `insert into "other_ledger" (path, store, state, tbl, due)
           values ('${image.path}', 'test', '${state}', 'user_picture', 1)`,
        )
        assert.deepEqual(
          (await drain(other.images.reap())).map(event => event.outcome),
          ['kept'],
        )
      }
      assert.deepEqual(await image.makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: "keeps an ancestor's file whose row was written again before its line was due",
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ keepRetired: 3_600, legacyStore })
      const owner = await subject.addUser(1)
      await addAncestorPicture(subject, legacyStore, 1, { width: 40, height: 30, bytes: examplePng(40, 30, 1) })
      await app.pictures.of(owner).remove()
      assert.deepEqual(await ledgerStates(subject), ['retired'])

      await addAncestorPicture(subject, legacyStore, 1, { width: 40, height: 30, bytes: examplePng(40, 30, 2) })
      await makeLinesDue(subject)
      const outcomes = (await drain(app.images.reap())).map(event => event.outcome)

      assert.deepEqual(outcomes, ['kept'])
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 2))
    },
  },
  {
    name: "deletes an ancestor's file when its row was replaced and the time to keep it is over",
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      const owner = await subject.addUser(1)
      await addAncestorPicture(subject, legacyStore, 1, { width: 40, height: 30, bytes: examplePng(40, 30, 1) })

      await app.pictures.of(owner).fromBlob(examplePng(40, 30, 2))
      await app.images.settled()

      assert.deepEqual(legacyStore.paths(), [])
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 2))
    },
  },
  {
    name: 'finds every file of rows that went by raw SQL, and reports rows whose file is gone or wrong',
    async run(subject) {
      const { app } = subject
      const images = []
      for (const id of [1, 2, 3, 4]) {
        images.push(await app.pictures.of(await subject.addUser(id)).fromBlob(examplePng(10, 10, id)))
      }
      const [lost, cut, wrong, deleted] = images.map(image => image.path)
      const whole = examplePng(10, 10, 1)
      await subject.store.deleteFile(keyOf(String(lost)))
      subject.store.write(String(cut), whole.subarray(0, 30))
      subject.store.write(String(wrong), examplePng(10, 10, 1))
      await subject.sql('delete from "user_picture" where user_id = 4')

      const problems = (await drain(app.images.verify({ checksums: true }))).flatMap(event =>
        event.kind === 'problem' ? [[event.problem, event.path]] : [],
      )
      const swept = filesOf(await drain(app.images.sweep({ minAge: 0 }))).map(event => event.path)

      assert.deepEqual(
        [...problems].sort(),
        [
          ['missing-file', lost],
          ['wrong-checksum', wrong],
          ['wrong-length', cut],
        ].sort(),
      )
      assert.deepEqual(swept, [deleted])
      await app.pictures.removeFor([1, 2, 3].map(id => ({ user_id: id })))
    },
  },
  {
    name: 'needs no clock: files that seem a day old or a day young are judged by their rows',
    async run(subject) {
      const { app } = subject
      const day = 86_400_000
      const garbage = `${await namespace(subject)}/user-picture/aa/aa.1x1.png`
      for (const [offset, outcomes] of [
        [-day, ['deleted']],
        [day, ['young']],
      ] as const) {
        subject.store.clock = () => new Date(Date.now() + offset)
        subject.store.write(garbage, examplePng(1, 1))
        const owner = await subject.addUser(10 + Math.sign(offset))
        await app.pictures.of(owner).fromBlob(examplePng(40, 30))

        const events = filesOf(await drain(app.images.sweep()))

        assert.deepEqual(
          events.map(event => event.outcome),
          outcomes,
        )
        assert.equal(await app.pictures.of(owner).exists(), true)
      }
      subject.store.clock = () => new Date()
    },
  },
]

function filesOf(events: readonly SweepEvent[]): readonly Extract<SweepEvent, { kind: 'file' }>[] {
  return events.filter(event => event.kind === 'file')
}
