import assert from 'node:assert/strict'
import { StoreMismatchError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { drain } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** What changes around rows that stay: none of it may make them dangle. */
export const movedCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'finds old images where they are after the default store was switched, and deletes them there',
    async run(subject) {
      const stores = [new SwitchableStore('old'), new SwitchableStore('new')] as const
      const app = await subject.open({ stores })
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      for (const owner of owners) await app.pictures.of(owner).fromBlob(examplePng(40, 30))

      app.images.stores.setDefault('new')
      assert.deepEqual(await app.pictures.of(owners[0]).makeBlob(), examplePng(40, 30))
      await app.pictures.of(owners[0]).generateThumbnail({ width: 20 })
      assert.deepEqual([stores[0].paths().length, stores[1].paths().length], [2, 1])
      await app.pictures.of(owners[1]).fromBlob(examplePng(50, 30))
      await app.images.settled()

      assert.deepEqual([stores[0].paths().length, stores[1].paths().length], [1, 2])
      const moved = app.images.stores.get('new')
      await assert.rejects(app.pictures.of(owners[0]).makeBlob({ store: moved }), StoreMismatchError)
    },
  },
  {
    name: 'keeps the images of an owner that was renumbered',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })

      await subject.sql('update "user" set id = 77 where id = 1')
      const renumbered = Object.fromEntries(Object.keys(owner).map(name => [name, 77]))

      assert.deepEqual(await app.pictures.of(renumbered).makeBlob(), examplePng(40, 30))
      assert.equal(await app.pictures.of(owner).exists(), false)
      await drain(app.images.sweep({ minAge: 0 }))
      assert.equal(await app.pictures.of(renumbered).count(), 2)
      assert.equal(await app.pictures.of(renumbered).remove(), 2)
    },
  },
  {
    name: 'keeps the images of a table that was renamed',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      await app.images.settled()

      await subject.sql('alter table "user_picture" rename to "portrait"')
      const renamed = await subject.open({ pictureTable: 'portrait' })
      assert.deepEqual(await renamed.pictures.of(owner).makeBlob(), examplePng(40, 30))
      await drain(renamed.images.sweep({ minAge: 0 }))
      assert.equal(subject.store.paths().length, 1)
      await renamed.pictures.of(owner).fromBlob(examplePng(50, 30))
      await renamed.images.settled()
      assert.equal(subject.store.paths().length, 1)
      await subject.sql('alter table "portrait" rename to "user_picture"')
    },
  },
  {
    name: 'replaces, settles and removes the images of ids beyond 2^53, and of no other id',
    async run(subject) {
      const { app } = subject
      const ids = [9_007_199_254_740_992n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n] as const
      const owners = [
        await subject.addUser(ids[0]),
        await subject.addUser(ids[1]),
        await subject.addUser(ids[2]),
      ] as const
      for (const owner of owners) await app.pictures.of(owner).fromBlob(examplePng(40, 30))

      await app.pictures.of(owners[1]).fromBlob(examplePng(50, 30), { thumbnails: [{ width: 20 }] })
      await app.pictures.of(owners[0]).generateThumbnail({ width: 10 })
      assert.equal(await app.pictures.removeFor([owners[2]]), 1)
      await app.images.settled()
      await drain(app.images.sweep({ minAge: 0 }))

      assert.deepEqual(
        await Promise.all(owners.map(async owner => (await app.pictures.of(owner).images()).map(({ width }) => width))),
        [[40, 10], [50, 20], []],
      )
      const page = await app.pictures.load(owners)
      assert.deepEqual(
        owners.map(owner => page.get(owner).original?.width),
        [40, 50, undefined],
      )
    },
  },
]
