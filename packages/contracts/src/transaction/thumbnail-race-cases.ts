import assert from 'node:assert/strict'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { addAncestorPicture, beside, countRows, untilBlocked } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Thumbnails beside replaces, and beside each other. */
export const thumbnailRaceCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'makes the thumbnail of the new original when the old one was replaced meanwhile',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const pause = app.barriers.pause('after putFile')
      const generating = beside(app.pictures.of(owner).generateThumbnail({ width: 20 }))
      await pause.reached

      await other.pictures.of(owner).fromBlob(examplePng(60, 30))
      pause.release()

      assert.deepEqual((await generating).size, { width: 20, height: 10 })
      assert.equal(await countRows(subject), 2)
    },
  },
  {
    name: 'makes no thumbnail of an original that a replace is about to clear',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const pause = app.barriers.pause('before insert')
      const replacing = beside(app.pictures.of(owner).fromBlob(examplePng(60, 30)))
      await pause.reached

      const generating = beside(other.pictures.of(owner).generateThumbnail({ width: 20 }))
      await untilBlocked(subject, generating)
      pause.release()

      assert.deepEqual((await generating).size, { width: 20, height: 10 })
      await replacing
      assert.equal(await countRows(subject), 2)
    },
  },
  {
    name: 'replaces a thumbnail too that was added while the replace waited',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const pause = app.barriers.pause('after insert')
      const generating = beside(app.pictures.of(owner).generateThumbnail({ width: 20 }))
      await pause.reached

      const replacing = beside(other.pictures.of(owner).fromBlob(examplePng(60, 30)))
      await untilBlocked(subject, replacing)
      pause.release()
      await Promise.all([generating, replacing])

      assert.equal(await countRows(subject), 1)
      assert.equal((await app.pictures.of(owner).requireOriginal()).width, 60)
    },
  },
  {
    name: 'gives the file of a thumbnail back that came second, without a sweep',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const pause = app.barriers.pause('after putFile')
      const loser = beside(app.pictures.of(owner).generateThumbnail({ width: 20 }))
      await pause.reached

      const winner = await other.pictures.of(owner).generateThumbnail({ width: 20 })
      pause.release()

      assert.equal((await loser).path, winner.path)
      await app.images.settled()
      assert.equal(subject.store.paths().length, 2)
    },
  },
  {
    name: 'adds one of two thumbnails of the same size that are added at the same time',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const pause = app.barriers.pause('after insert')
      const winner = beside(app.pictures.of(owner).generateThumbnail({ width: 20 }))
      await pause.reached

      const loser = beside(other.pictures.of(owner).generateThumbnail({ width: 20 }))
      await untilBlocked(subject, loser)
      pause.release()

      assert.equal((await loser).path, (await winner).path)
      await other.images.settled()
      assert.equal(subject.store.paths().length, 2)
    },
  },
  {
    name: "makes thumbnails of an ancestor's original",
    async run(subject) {
      const legacyStore = new SwitchableStore('ancestor')
      const [app, other] = [await subject.open({ legacyStore }), await subject.open({ legacyStore })]
      const owner = await subject.addUser(1)
      await addAncestorPicture(subject, legacyStore, 1, { width: 40, height: 30, bytes: examplePng(40, 30) })

      const made = await Promise.all(
        [app, other].map(({ pictures }) => pictures.of(owner).generateThumbnail({ width: 20 })),
      )

      assert.equal(made[0]?.path, made[1]?.path)
      assert.equal((await app.pictures.of(owner).findThumbnail({ width: 20 })).height, 15)
      assert.equal(await countRows(subject), 2)
    },
  },
  {
    name: 'gives fifty callers in two processes who ask for one thumbnail the same one',
    async run(subject) {
      const { app } = subject
      const apps = [app, await subject.open()]
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))

      const images = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (apps[index % 2] ?? app).pictures.of(owner).findOrGenerate({ width: 20 }),
        ),
      )

      assert.equal(new Set(images.map(image => image.path)).size, 1)
      assert.equal(await countRows(subject), 2)
      await Promise.all(apps.map(({ images: attached }) => attached.settled()))
      assert.equal(subject.store.paths().length, 2)
    },
  },
]
