import assert from 'node:assert/strict'
import { SchemaError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { drain, ledgerStates } from '../transaction/support.js'
import type { TransactionSubject } from '../transaction/transaction-subject.js'
import { addAncestorPicture, makeAncestorTable, postPhotos, userPictures } from './ancestor-tables.js'

/** An upgrade makes an ancestor's table one of ours. */
export const upgradeCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'has nothing to do on tables that are ours',
    async run({ app }) {
      const plan = await app.images.planUpgrade()

      assert.deepEqual(plan.tables, [])
      assert.ok(plan.isEmpty)
      await plan.apply()
    },
  },
  {
    name: 'makes an ancestor’s tables and ledger, once, so that old images are read and new ones written',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, userPictures)
      await makeAncestorTable(subject, postPhotos)
      await subject.sql('drop table "imageattach_ledger"')
      const owners = [await subject.addUser(1), await subject.addUser(9_007_199_254_740_993n)] as const
      const old = await addAncestorPicture(subject, legacyStore, { key: { user_id: 1 }, width: 40, height: 30 })

      const plan = await app.images.planUpgrade()
      assert.deepEqual(
        plan.tables.map(({ table }) => table),
        ['imageattach_ledger', 'user_picture', 'post_photo'],
      )
      assert.equal((await app.images.planUpgrade()).isEmpty, false, 'a plan changes nothing')
      await plan.apply()
      assert.ok((await app.images.planUpgrade()).isEmpty)

      assert.deepEqual(await app.pictures.of(owners[0]).makeBlob(), old)
      await app.pictures.of(owners[0]).generateThumbnail({ width: 20 })
      await app.pictures.of(owners[1]).fromBlob(examplePng(50, 30), { thumbnails: [{ width: 10 }] })
      const photos = app.photos.of(await subject.addPost(3)).getImageSet({ order_index: 1 })
      await photos.fromBlob(examplePng(60, 30))
      assert.deepEqual(legacyStore.paths(), ['user-picture/1/40x30'])

      await app.pictures.of(owners[0]).fromBlob(examplePng(70, 30))
      await app.images.settled()
      assert.deepEqual(legacyStore.paths(), [])
      assert.deepEqual(
        (await drain(app.images.verify({ checksums: true }))).filter(({ kind }) => kind === 'problem'),
        [],
      )
    },
  },
  {
    name: 'lets old images be moved to another store',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, userPictures)
      const owner = await subject.addUser(1)
      const bytes = await addAncestorPicture(subject, legacyStore, { key: { user_id: 1 }, width: 40, height: 30 })
      await (await app.images.planUpgrade()).apply()

      const { moved } = await app.images.migrate({ from: 'ancestor', to: subject.store.name }).execute()

      assert.equal(moved, 1)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), bytes)
      assert.equal((await app.pictures.of(owner).requireOriginal()).store.name, subject.store.name)
    },
  },
  {
    name: 'keeps the application’s own columns, constraints and indexes',
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      const note = `varchar(40) default 'a, (b) ''c'' -- d' check (note <> 'e')`
      await makeAncestorTable(subject, { ...userPictures, columns: { note } })
      await subject.sql('create index "by_note" on "user_picture" (note)')
      if (subject.engine !== 'mariadb') await subject.sql('create view "noted" as select note from "user_picture"')
      await subject.addUser(1)
      await addAncestorPicture(subject, legacyStore, { key: { user_id: 1 }, width: 40, height: 30 })

      await (await app.images.planUpgrade()).apply()

      assert.deepEqual(
        (await subject.sql('select note from "user_picture"')).map(row => row.note),
        [`a, (b) 'c' -- d`],
      )
      await assert.rejects(subject.sql(`update "user_picture" set note = 'e'`))
      await assert.rejects(subject.sql('update "user_picture" set user_id = 99'), 'there is no such user')
      await subject.sql('drop view if exists "noted"')
      await subject.sql(`drop index "by_note"${subject.engine === 'mariadb' ? ' on "user_picture"' : ''}`)
    },
  },
  {
    name: 'asks which of two originals stays, and retires the other one',
    async run(subject) {
      for (const keep of ['newest', 'largest'] as const) {
        const legacyStore = new SwitchableStore('ancestor')
        const app = await subject.open({ legacyStore })
        await makeAncestorTable(subject, userPictures)
        const owner = keep === 'newest' ? await subject.addUser(1) : { ...(await subject.addUser(2)) }
        const key = { user_id: keep === 'newest' ? 1 : 2 }
        await addAncestorPicture(subject, legacyStore, { key, width: 80, height: 60 })
        await addAncestorPicture(subject, legacyStore, { key, width: 40, height: 30, createdAt: '2021-02-03 04:05:06' })
        await addAncestorPicture(subject, legacyStore, { key, width: 20, height: 15, original: false })
        const plan = await app.images.planUpgrade()

        assert.deepEqual(
          plan.rivals.map(({ key: rival, originals }) => [Number(rival.user_id), originals.map(({ width }) => width)]),
          [[key.user_id, [40, 80]]],
        )
        await assert.rejects(plan.apply(), SchemaError)
        assert.deepEqual((await app.images.planUpgrade()).tables, plan.tables, 'nothing was changed')
        await plan.apply({ keep })

        assert.equal((await app.pictures.of(owner).requireOriginal()).width, keep === 'newest' ? 40 : 80)
        assert.equal(await app.pictures.of(owner).count(), 2)
        assert.deepEqual(await ledgerStates(subject), ['retired'])
        await drain(app.images.purge())
        assert.deepEqual(
          legacyStore.paths(),
          [keep === 'newest' ? '40x30' : '80x60', '20x15'].map(size => `user-picture/${key.user_id}/${size}`),
        )
        assert.ok((await app.images.planUpgrade()).isEmpty)
      }
    },
  },
  {
    name: 'leaves a table as it was when a statement fails',
    async run(subject) {
      // There a table is changed by one statement.
      if (subject.engine === 'mariadb') return
      const legacyStore = new SwitchableStore('ancestor')
      const app = await subject.open({ legacyStore })
      await makeAncestorTable(subject, userPictures)
      const owner = await subject.addUser(1)
      const bytes = await addAncestorPicture(subject, legacyStore, { key: { user_id: 1 }, width: 40, height: 30 })
      await subject.sql('create index "user_picture_original" on "post" (id)')
      const plan = await app.images.planUpgrade()

      await assert.rejects(plan.apply())

      assert.deepEqual((await app.images.planUpgrade()).tables, plan.tables)
      assert.deepEqual(await app.pictures.of(owner).makeBlob(), bytes)
      await subject.sql('drop index "user_picture_original"')
      await plan.apply()
      assert.ok((await app.images.planUpgrade()).isEmpty)
    },
  },
  {
    name: 'refuses a table whose sets are told apart by more than the attachment knows',
    async run(subject) {
      await makeAncestorTable(subject, { table: 'user_picture', key: { user_id: 'bigint', page: 'integer' } })

      await assert.rejects(subject.app.images.planUpgrade(), /"page" is part of its primary key/)
    },
  },
]
