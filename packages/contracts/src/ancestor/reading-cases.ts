import assert from 'node:assert/strict'
import { SchemaError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { drain } from '../transaction/support.js'
import type { TransactionSubject } from '../transaction/transaction-subject.js'
import { addAncestorPicture, makeAncestorTable, postPhotos, userPictures, uuidType } from './ancestor-tables.js'

/** Tables of SQLAlchemy-ImageAttach as they are: they can be read, and not be written. */
export const readingCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'reads the rows and files of an ancestor, without a ledger, whatever its ids',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, userPictures)
      await subject.sql('drop table "imageattach_ledger"')
      const ids = [1, -2500, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n] as const
      for (const id of ids) {
        const owner = await subject.addUser(id)
        const bytes = await addAncestorPicture(subject, legacyStore, { key: { user_id: id }, width: 40, height: 30 })
        await addAncestorPicture(subject, legacyStore, {
          key: { user_id: id },
          width: 20,
          height: 15,
          original: false,
        })

        const set = app.pictures.of(owner)

        assert.deepEqual(await set.makeBlob(), bytes)
        assert.deepEqual(
          (await set.images()).map(({ width, original }) => [width, original]),
          [
            [40, true],
            [20, false],
          ],
        )
        assert.match(await set.locate(), /\?_ts=20200102030405000000$/)
        assert.equal((await set.findThumbnail({ width: 20 })).height, 15)
        assert.equal((await app.pictures.load([owner])).get(owner).thumbnail({ height: 15 })?.width, 20)
        assert.equal((await app.pictures.loadThumbnails([owner], { height: 15 })).get(owner)?.width, 20)
      }
      assert.deepEqual(
        (await drain(app.images.verify())).map(event => event.kind),
        ['progress', 'progress'],
      )
    },
  },
  {
    name: 'reads times with and without decimals, exactly',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, userPictures)
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      const exact = '2021-02-03 04:05:06.000789'
      await addAncestorPicture(subject, legacyStore, { key: { user_id: 1 }, width: 40, height: 30 })
      await addAncestorPicture(subject, legacyStore, { key: { user_id: 2 }, width: 40, height: 30, createdAt: exact })

      assert.match(await app.pictures.of(owners[0]).locate(), /_ts=20200102030405000000$/)
      // The ancestor's column on MariaDB has no room for decimals.
      const decimals = subject.engine === 'mariadb' ? '000000' : '000789'
      assert.match(await app.pictures.of(owners[1]).locate(), new RegExp(`_ts=20210203040506${decimals}$`))
    },
  },
  {
    name: 'reads owners whose key is a UUID: its object id is the integer of 128 bits',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, { table: 'user_picture', key: { user_id: uuidType(subject) } })
      const uuid =
        subject.engine === 'postgres' ? 'a0b1c2d3-e4f5-4607-8899-aabbccddeeff' : 'a0b1c2d3e4f546078899aabbccddeeff'
      const objectId = BigInt(`0x${uuid.replaceAll('-', '')}`).toString()
      const bytes = await addAncestorPicture(subject, legacyStore, {
        key: { user_id: uuid },
        objectId,
        width: 40,
        height: 30,
      })

      assert.deepEqual(await app.pictures.of({ user_id: uuid }).makeBlob(), bytes)
    },
  },
  {
    name: 'shows the newest of two originals, and verifies page after page that there are two',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, postPhotos)
      const owner = await subject.addPost(7)
      const key = { post_id: 7, order_index: 2 }
      const common = { table: 'post_photo', key, objectId: '7' } as const
      await addAncestorPicture(subject, legacyStore, { ...common, width: 80, height: 60 })
      await addAncestorPicture(subject, legacyStore, {
        ...common,
        width: 40,
        height: 30,
        createdAt: '2020-01-02 03:04:06',
      })

      assert.equal((await app.photos.of(owner).getImageSet({ order_index: 2 }).requireOriginal()).width, 40)
      assert.equal((await app.photos.of(owner).imageSets()).length, 1)
      const problems = (await drain(app.images.verify())).filter(event => event.kind === 'problem')
      assert.deepEqual(
        problems.map(({ problem, width }) => [problem, width]),
        [['two-originals', 80]],
      )
    },
  },
  {
    name: 'refuses to write into an ancestor’s table, and says with which statements it could',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, userPictures)
      const owner = await subject.addUser(1)
      const bytes = await addAncestorPicture(subject, legacyStore, { key: { user_id: 1 }, width: 40, height: 30 })
      const set = app.pictures.of(owner)

      for (const write of [() => set.fromBlob(examplePng(50, 30)), () => set.generateThumbnail({ width: 20 })]) {
        await assert.rejects(write, error => {
          assert.ok(error instanceof SchemaError)
          assert.match(error.message, /user_picture can be read, not written: it lacks [a-z_, ]*path/)
          assert.match(error.message, /primary key \(.user_id., .width., .height., .variant.\)/)
          return true
        })
      }
      await assert.rejects(app.images.migrate({ from: 'ancestor', to: subject.store.name }).execute(), SchemaError)
      assert.deepEqual(await set.makeBlob(), bytes)
      assert.deepEqual(subject.store.paths(), [])
    },
  },
  {
    name: 'lets the transaction live on in which it has refused to write',
    async run(subject) {
      const app = await subject.open()
      await makeAncestorTable(subject, userPictures)
      const owner = await subject.addUser(1)

      await app.images.transaction(async handle => {
        const set = app.pictures.using(handle).of(owner)
        await assert.rejects(set.fromBlob(examplePng(50, 30)), SchemaError)
        await subject.sql('insert into "post" (id) values (5)', handle)
      })

      assert.equal((await subject.sql('select id from "post"')).length, 1)
    },
  },
]
