import assert from 'node:assert/strict'
import type { MigrationEvent } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { addPictures, assertPictures, openMoving, outcomesOf, route } from './migration-support.js'
import { addAncestorPicture, beside, drain, ledgerStates, makeLinesDue, untilBlocked } from './support.js'
import type { Application, TransactionSubject } from './transaction-subject.js'

/** A migration beside the application, beside another one, and beside settlers. */
export const migrationRaceCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'leaves a picture alone that is replaced while it is copied',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const [owner = {}] = await addPictures(subject, app, 1)
      const outcomes = await migrateMeanwhile(await subject.open(options), async () => {
        await app.pictures.of(owner).fromBlob(examplePng(40, 30, 9))
      })

      assert.deepEqual(outcomes, ['changed', 'changed'])
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 9))
      assert.deepEqual(stores.new.paths(), [], 'copies that nobody needs go')
    },
  },
  {
    name: 'moves the others when one of several pictures is replaced while they are copied',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const [owner = {}, replaced = {}, other = {}] = await addPictures(subject, app, 3)
      const outcomes = await migrateMeanwhile(await subject.open(options), async () => {
        await app.pictures.of(replaced).fromBlob(examplePng(40, 30, 9))
      })

      assert.deepEqual(outcomes, ['changed', 'changed', 'moved', 'moved', 'moved', 'moved'])
      assert.deepEqual(await app.pictures.of(replaced).makeBlob(), examplePng(40, 30, 9))
      await assertPictures(app, [owner], 'new')
      assert.deepEqual(await app.pictures.of(other).makeBlob(), examplePng(40, 30, 3))
      assert.equal(stores.new.paths().length, 4, 'copies that nobody needs go')
    },
  },
  {
    name: 'moves the others while a transaction of the application keeps one of several pictures to itself',
    needs: 'concurrent',
    async run(subject) {
      const { app, options } = await openMoving(subject)
      const [owner = {}, kept = {}, other = {}] = await addPictures(subject, app, 3)
      const mover = await subject.open(options)
      const transaction = await app.begin()
      await app.pictures
        .using(transaction.handle)
        .of(kept)
        .fromBlob(examplePng(40, 30, 9))

      const events: MigrationEvent[] = []
      for await (const event of mover.images.migrate(route)) {
        events.push(event)
        if (outcomesOf(events).join() === 'moved,moved,moved,moved') await transaction.commit()
      }
      await mover.images.settled()

      assert.deepEqual(outcomesOf(events), ['changed', 'changed', 'moved', 'moved', 'moved', 'moved'])
      await assertPictures(app, [owner], 'new')
      assert.deepEqual(await app.pictures.of(other).makeBlob(), examplePng(40, 30, 3))
      assert.deepEqual(await app.pictures.of(kept).makeBlob(), examplePng(40, 30, 9))
    },
  },
  {
    name: 'leaves nothing of a picture that is removed while it is copied',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const [owner = {}] = await addPictures(subject, app, 1)
      const outcomes = await migrateMeanwhile(await subject.open(options), async () => {
        await app.pictures.of(owner).remove()
        await app.images.settled()
      })

      assert.deepEqual(outcomes, ['changed', 'changed'])
      assert.deepEqual([...stores.old.paths(), ...stores.new.paths()], [])
    },
  },
  {
    name: "leaves an ancestor's picture alone that is replaced by one of the same size while it is copied",
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const { app, options, ...stores } = await openMoving(subject, { legacyStore })
      const owner = await subject.addUser(1)
      const picture = { width: 40, height: 30, bytes: examplePng(40, 30, 1) }
      await addAncestorPicture(subject, legacyStore, 1, picture)

      const outcomes = await migrateMeanwhile(
        await subject.open(options),
        async () => {
          await app.pictures.of(owner).fromBlob(examplePng(40, 30, 9))
        },
        'ancestor',
      )

      assert.deepEqual(outcomes, ['changed'])
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30, 9))
      assert.deepEqual(stores.new.paths(), [])
    },
  },
  {
    name: 'moves each image once when two migrations run at once',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 6)
      const other = await subject.open(options)

      const [first, second] = await Promise.all([
        drain(app.images.migrate({ ...route, concurrency: 3 })),
        drain(other.images.migrate({ ...route, concurrency: 3 })),
      ])
      await app.images.settled()
      await other.images.settled()

      const outcomes = outcomesOf([...first, ...second])
      assert.equal(outcomes.filter(outcome => outcome === 'moved').length, 12)
      assert.deepEqual(new Set(outcomes.filter(outcome => outcome !== 'moved' && outcome !== 'changed')), new Set())
      assert.equal(stores.new.paths().length, 12)
      await assertPictures(app, owners, 'new')
    },
  },
  {
    name: 'leaves an image to the migration that was faster',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 1)
      const outcomes = await migrateMeanwhile(await subject.open(options), async () => {
        await app.images.migrate(route).execute()
      })

      assert.deepEqual(outcomes, ['changed', 'changed'])
      await assertPictures(app, owners, 'new')
      assert.equal(stores.new.paths().length, 2)
    },
  },
  {
    name: 'makes a thumbnail anew whose original is moved before it is written',
    async run(subject) {
      const { app, options } = await openMoving(subject)
      const [owner = {}] = await addPictures(subject, app, 1)
      const mover = await subject.open(options)
      const pause = app.barriers.pause('before putFile')
      const making = beside(app.pictures.of(owner).generateThumbnail({ width: 10 }))
      await pause.reached

      await mover.images.migrate(route).execute()
      pause.release()

      assert.equal((await making).width, 10)
      assert.deepEqual(
        (await app.pictures.of(owner).images()).map(({ width }) => width),
        [40, 20, 10],
      )
    },
  },
  {
    name: 'takes a thumbnail along that a transaction was writing when its original was moved',
    needs: 'concurrent',
    async run(subject) {
      const { app, options } = await openMoving(subject)
      const [owner = {}] = await addPictures(subject, app, 1)
      const mover = await subject.open(options)
      const transaction = await app.begin()
      await app.pictures.using(transaction.handle).of(owner).generateThumbnail({ width: 10 })

      const migrating = beside(drain(mover.images.migrate(route)))
      await untilBlocked(subject, migrating)
      await transaction.commit()

      assert.deepEqual(outcomesOf(await migrating), ['moved', 'moved'])
      assert.deepEqual(
        (await app.pictures.of(owner).images()).map(({ width, store }) => [width, store.name]),
        [
          [40, 'new'],
          [20, 'new'],
          [10, 'old'],
        ],
      )
    },
  },
  {
    name: 'lets a replacement wait for the move, and retires the file where it is then',
    needs: 'concurrent',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const [owner = {}] = await addPictures(subject, app, 1)
      const mover = await subject.open(options)
      const pause = mover.barriers.pause('after leaveBehind')
      const migrating = beside(mover.images.migrate(route).execute())
      await pause.reached
      const replacing = beside(app.pictures.of(owner).fromBlob(examplePng(50, 30)))
      await untilBlocked(subject, replacing)
      pause.release()

      await Promise.all([migrating, replacing])
      for (const one of [app, mover]) await one.images.settled()

      assert.deepEqual(stores.new.paths(), [], 'what was moved was retired, what was not needed given back: both went')
      assert.equal((await app.pictures.of(owner).requireOriginal()).width, 50)
    },
  },
  {
    name: 'keeps the source although word of the transaction that has attached an image comes after its move',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const owner = await subject.addUser(1)
      await app.transaction(async handle => {
        await app.pictures.using(handle).of(owner).fromBlob(examplePng(40, 30))
      })

      await (await subject.open(options)).images.migrate(route).execute()
      await app.images.settled()

      assert.equal(stores.old.paths().length, 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), examplePng(40, 30))
    },
  },
  {
    name: 'gives the copy up when its transaction is rolled back, and goes on from there',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 1)
      const mover = await subject.open(options)
      mover.barriers.at('after leaveBehind', () => {
        throw new Error('the database went away')
      })

      await assert.rejects(mover.images.migrate({ ...route, concurrency: 1 }).execute(), { code: 'MIGRATION_FAILED' })
      await mover.images.settled()

      assert.deepEqual(stores.new.paths(), [])
      await assertPictures(app, owners, 'old')
      assert.equal((await mover.images.migrate(route).execute()).moved, 2)
    },
  },
  {
    name: 'copies again what a reaper has taken for garbage before the row was changed',
    async run(subject) {
      const { app, options, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 1)
      const mover = await subject.open(options)
      const pause = mover.barriers.pause('before transaction')
      const migrating = beside(drain(mover.images.migrate({ ...route, concurrency: 1 })))
      await pause.reached

      await makeLinesDue(subject)
      await drain(app.images.reap())
      assert.deepEqual(stores.new.paths(), [])
      pause.release()

      assert.deepEqual(outcomesOf(await migrating), ['moved', 'moved'])
      await assertPictures(app, owners, 'new')
      assert.equal((await ledgerStates(subject)).filter(state => state !== 'moved').length, 0)
    },
  },
]

/** Migrates, and does something else when the first file was copied and no row was changed yet. */
async function migrateMeanwhile(
  mover: Application,
  work: () => Promise<void>,
  from: string = route.from,
): Promise<readonly string[]> {
  const pause = mover.barriers.pause('before transaction')
  const migrating = beside(drain(mover.images.migrate({ ...route, from })))
  await pause.reached
  await work()
  pause.release()
  const outcomes = outcomesOf(await migrating)
  await mover.images.settled()
  return outcomes
}
