import assert from 'node:assert/strict'
import { MigrationError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { addPictures, assertPictures, openMoving, outcomesOf, route } from './migration-support.js'
import { addAncestorPicture, drain, keyOf, ledgerStates } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Images that go from one store to another while nobody else is at work. */
export const migrationCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'moves the images of all attachments, and deletes nothing of the source before it is pruned',
    async run(subject) {
      const { app, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 3)
      const post = await subject.addPost(1)
      for (const index of [1, 2]) {
        await app.photos.of(post).getImageSet({ order_index: index }).fromBlob(examplePng(10, 10))
      }
      const files = stores.old.paths()

      const events = await drain(app.images.migrate(route))
      await drain(app.images.sweep({ minAge: 0 }))
      await drain(app.images.reap())
      await drain(app.images.purge())

      assert.deepEqual(outcomesOf(events), Array(8).fill('moved'))
      assert.deepEqual(stores.old.paths(), files, 'the source is as it was')
      assert.equal(stores.new.paths().length, 8)
      await assertPictures(app, owners, 'new')
      const pruned = await drain(app.images.prune({ store: 'old' }))
      assert.deepEqual(new Set(pruned.map(({ outcome }) => outcome)), new Set(['deleted']))
      assert.deepEqual(stores.old.paths(), [])
      await assertPictures(app, owners, 'new')
    },
  },
  {
    name: 'moves the images of one attachment, and of no other',
    async run(subject) {
      const { app, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 1)
      await app.photos
        .of(await subject.addPost(1))
        .getImageSet({ order_index: 1 })
        .fromBlob(examplePng(10, 10))

      const { moved } = await app.pictures.migrate(route).execute()

      assert.equal(moved, 2)
      await assertPictures(app, owners, 'new')
      assert.equal(stores.old.paths().length, 3)
    },
  },
  {
    name: 'keeps thumbnails with their original, and makes new ones of it, wherever it is',
    async run(subject) {
      const { app, ...stores } = await openMoving(subject)
      const [owner = {}] = await addPictures(subject, app, 1)

      await app.images.migrate(route).execute()
      await app.pictures.of(owner).generateThumbnail({ width: 10 })

      assert.equal(await app.pictures.of(owner).count(), 3)
      assert.equal((await app.pictures.of(owner).findThumbnail({ width: 20 })).store.name, 'new')
      await drain(app.images.prune({ store: 'old' }))
      assert.equal(stores.old.paths().length, 1, 'what is new goes to the default store')
    },
  },
  {
    name: 'moves images there and back again',
    async run(subject) {
      const { app } = await openMoving(subject)
      const owners = await addPictures(subject, app, 2)

      await app.images.migrate(route).execute()
      await app.images.migrate({ from: 'new', to: 'old' }).execute()
      await drain(app.images.prune({ store: 'old' }))
      await drain(app.images.prune({ store: 'new' }))

      await assertPictures(app, owners, 'old')
    },
  },
  {
    name: 'changes nothing in a second run',
    async run(subject) {
      const { app } = await openMoving(subject)
      await addPictures(subject, app, 2)
      const plan = app.images.migrate(route)
      await plan.execute()
      const rows = await subject.sql('select path from "user_picture" order by path')

      const { done, total } = await plan.execute()

      assert.deepEqual([done, total], [0, 0])
      assert.deepEqual(await subject.sql('select path from "user_picture" order by path'), rows)
    },
  },
  {
    name: 'changes nothing in a dry run',
    async run(subject) {
      const { app, ...stores } = await openMoving(subject)
      const owners = await addPictures(subject, app, 2)

      const events = await drain(app.images.migrate({ ...route, dryRun: true }))

      assert.deepEqual(outcomesOf(events), Array(4).fill('movable'))
      assert.deepEqual(stores.new.paths(), [])
      assert.deepEqual(await ledgerStates(subject), [])
      await assertPictures(app, owners, 'old')
    },
  },
  {
    name: 'lists files that are missing or wrong, leaves their rows alone, and moves the rest',
    async run(subject) {
      const { app, ...stores } = await openMoving(subject)
      const images = []
      for (const id of [1, 2, 3, 4]) {
        images.push(await app.pictures.of(await subject.addUser(id)).fromBlob(examplePng(10, 10, id)))
      }
      const [missing = '', cut = '', wrong = ''] = images.map(({ path }) => path)
      await stores.old.deleteFile(keyOf(missing))
      stores.old.write(cut, examplePng(10, 10, 2).subarray(0, 20))
      stores.old.write(wrong, examplePng(10, 10, 9))

      const error = await app.images
        .migrate(route)
        .execute()
        .catch((reason: unknown) => reason)

      assert.ok(error instanceof MigrationError)
      assert.deepEqual(
        error.problems.map(({ problem, path }) => [problem, path]).sort(),
        [
          ['missing-file', missing],
          ['wrong-length', cut],
          ['wrong-checksum', wrong],
        ].sort(),
      )
      assert.equal(error.progress.moved, 1)
      assert.equal(stores.new.paths().length, 1)
      const places = await subject.sql('select user_id, store from "user_picture" order by user_id')
      assert.deepEqual(
        places.map(({ store }) => store),
        ['old', 'old', 'old', 'new'],
      )
      await app.pictures.removeFor([1, 2, 3].map(id => ({ user_id: id })))
    },
  },
  {
    name: 'goes on where an aborted run has stopped',
    async run(subject) {
      const { app } = await openMoving(subject)
      const owners = await addPictures(subject, app, 4)
      const controller = new AbortController()
      let after: string | undefined

      const run = async () => {
        const options = { ...route, concurrency: 1, signal: controller.signal }
        for await (const event of app.images.migrate(options)) {
          if (event.kind === 'file') controller.abort(new Error('that is enough'))
          if (event.kind === 'progress') after = event.after
        }
      }
      await assert.rejects(run, /that is enough/)

      assert.ok(after)
      const left = await subject.sql(`select store from "user_picture" where store = 'old'`)
      assert.ok(left.length > 0 && left.length < 8, `${left.length} of 8 are left`)
      const { moved } = await app.images.migrate({ ...route, after }).execute()
      assert.equal(moved, left.length)
      await assertPictures(app, owners, 'new')
      assert.equal((await ledgerStates(subject)).filter(state => state !== 'moved').length, 0)
    },
  },
  {
    name: 'keeps files of a pruned store as long as those of removed images',
    async run(subject) {
      const { app, ...stores } = await openMoving(subject, { keepRetired: 3_600 })
      const [owner = {}] = await addPictures(subject, app, 1)
      const old = await app.pictures.of(owner).requireOriginal()
      await app.images.migrate(route).execute()

      const outcomes = (await drain(app.images.prune({ store: 'old' }))).map(({ outcome }) => outcome)
      await drain(app.images.reap())

      assert.deepEqual(outcomes, ['retained', 'retained'])
      assert.deepEqual(await old.makeBlob(), examplePng(40, 30, 1), 'a page that has the old row still shows it')
      await drain(app.images.purge())
      assert.deepEqual(stores.old.paths(), [])
    },
  },
  {
    name: "moves an ancestor's images to paths of their own, and keeps its files until their store is pruned",
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const { app, ...stores } = await openMoving(subject, { legacyStore })
      const owner = await subject.addUser(1)
      const [original, thumbnail] = [examplePng(40, 30, 1), examplePng(20, 15, 1)]
      await addAncestorPicture(subject, legacyStore, 1, { width: 20, height: 15, bytes: thumbnail })
      await subject.sql('update "user_picture" set original = false')
      await addAncestorPicture(subject, legacyStore, 1, { width: 40, height: 30, bytes: original })

      const { moved } = await app.images.migrate({ from: 'ancestor', to: 'new' }).execute()

      assert.equal(moved, 2)
      assert.equal(legacyStore.paths().length, 2)
      assert.equal(stores.new.paths().length, 2)
      const image = await app.pictures.of(owner).requireOriginal()
      assert.deepEqual([image.store.name, image.byteSize], ['new', original.length])
      assert.deepEqual(await image.makeBlob(), original)
      assert.equal(image.createdAt.toISOString(), '2020-01-02T03:04:05.000Z')
      assert.deepEqual(await (await app.pictures.of(owner).findThumbnail({ width: 20 })).makeBlob(), thumbnail)
      await drain(app.images.prune({ store: 'ancestor' }))
      assert.deepEqual(legacyStore.paths(), [])
    },
  },
]
