import assert from 'node:assert/strict'
import { StoreUnavailableError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import type { Moment } from './barriers.js'
import { drain, makeLinesDue } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** The steps of a verb that writes, each of which may be the last. */
const steps: readonly Moment[] = [
  'before root.stage',
  'after root.stage',
  'before putFile',
  'after putFile',
  'before claim',
  'after claim',
  'before hold',
  'after hold',
  'before clear',
  'after clear',
  'before insert',
  'after insert',
  'before retire',
  'after retire',
  'before touchOriginal',
]

/** Stores that fail, callers that leave, and processes that end at any step. */
export const failureCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'attaches all or nothing when the store fails once, at the first file or at the second',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(30, 30))
      const fill = (handle?: unknown): Promise<unknown> => {
        const pictures = handle === undefined ? app.pictures : app.pictures.using(handle)
        return pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      }

      for (const nth of [1, 2]) {
        for (const run of [() => fill(), () => app.transaction(fill), () => app.images.transaction(fill)]) {
          subject.store.fail('putFile', nth)
          await assert.rejects(run(), StoreUnavailableError)
          subject.store.heal()
          await app.images.settled()
          assert.equal((await app.pictures.of(owner).requireOriginal()).width, 30)
          assert.equal(subject.store.paths().length, 1)
        }
      }
    },
  },
  {
    name: 'commits the rest of a transaction whose upload failed and was swallowed',
    async run(subject) {
      const { app } = subject
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const

      await app.transaction(async handle => {
        const pictures = app.pictures.using(handle)
        subject.store.fail('putFile', 2)
        const failing = pictures.of(owners[0]).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
        await assert.rejects(failing, StoreUnavailableError)
        subject.store.heal()
        await pictures.of(owners[1]).fromBlob(examplePng(50, 30))
      })

      await app.images.settled()
      assert.equal(await app.pictures.of(owners[0]).exists(), false)
      assert.equal(subject.store.paths().length, 1)
    },
  },
  {
    name: 'makes no thumbnail when the original cannot be read, and makes it when it can',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))

      subject.store.fail('getFile')
      await assert.rejects(app.pictures.of(owner).findOrGenerate({ width: 20 }), StoreUnavailableError)
      subject.store.heal()

      assert.equal((await app.pictures.of(owner).findOrGenerate({ width: 20 })).height, 15)
    },
  },
  {
    name: 'leaves the old image or the new one, whole, when the caller leaves at any step',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      let width = 30
      await app.pictures.of(owner).fromBlob(examplePng(width, 30))

      for (const step of steps) {
        app.barriers.clear()
        const controller = new AbortController()
        app.barriers.at(step, () => controller.abort(new Error('the visitor left')))
        const attaching = app.pictures.of(owner).fromBlob(examplePng(width + 1, 30), {
          thumbnails: [{ width: 20 }],
          signal: controller.signal,
        })
        if (await attaching.then(isDone, isLeft)) width += 1
        await app.images.settled()
        assert.equal((await app.pictures.of(owner).requireOriginal()).width, width, step)
      }
      assert.ok(width > 30, 'once rows are written, leaving changes nothing')
    },
  },
  ...(['attach', 'replace', 'thumbnail', 'remove'] as const).map(
    (verb): ContractCase<TransactionSubject> => ({
      name: `leaves no dangling row and no lost file when a process ends at any step of: ${verb}`,
      async run(subject) {
        const { app } = subject
        const mortal = await subject.open()
        for (const [index, step] of steps.entries()) {
          const owner = await subject.addUser(index)
          if (verb !== 'attach') await app.pictures.of(owner).fromBlob(examplePng(40, 30, 1))
          mortal.barriers.clear()
          mortal.barriers.at(step, () => {
            throw new Error('the process ends')
          })
          const picture = mortal.pictures.of(owner)
          const verbs = {
            attach: () => picture.fromBlob(examplePng(40, 30, 2)),
            replace: () => picture.fromBlob(examplePng(40, 30, 2)),
            thumbnail: () => picture.generateThumbnail({ width: 20 }),
            remove: () => picture.remove(),
          }
          const done = await verbs[verb]().then(isDone, () => false)

          await makeLinesDue(subject)
          await drain(app.images.reap())
          await drain(app.images.sweep({ minAge: 0 }))
          const images = await app.pictures.of(owner).images()
          const [before, after] = { attach: [0, 1], replace: [1, 1], thumbnail: [1, 2], remove: [1, 0] }[verb] as [
            number,
            number,
          ]
          assert.equal(images.length, done ? after : before, step)
          for (const image of images) await image.makeBlob()
        }
      },
    }),
  ),
  {
    name: 'stops reaping, sweeping and verifying when it is told to',
    async run(subject) {
      const app = await subject.open({ keepRetired: 3_600 })
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.pictures.of(owner).fromBlob(examplePng(50, 30))
      await makeLinesDue(subject)
      const signal = AbortSignal.abort(new Error('enough'))

      await assert.rejects(drain(app.images.reap({ signal })), /enough/)
      await assert.rejects(drain(app.images.purge({ signal })), /enough/)
      await assert.rejects(drain(app.images.verify({ signal })), /enough/)

      assert.equal(subject.store.paths().length, 2)
    },
  },
]

function isDone(): true {
  return true
}

function isLeft(error: unknown): false {
  assert.match(String(error), /the visitor left/)
  return false
}
