import assert from 'node:assert/strict'
import { OwnerKeyError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from './png-resizer.js'
import { assertAgreement } from './repository-assertions.js'
import type { RepositorySubject } from './repository-subject.js'

/** Owners, their ids, and sets told apart by discriminators. */
export const keyCases: readonly ContractCase<RepositorySubject>[] = [
  {
    name: 'tells ids beyond 2^53 apart that a double would take for one',
    async run(subject) {
      const [even, odd] = [9_007_199_254_740_992n, 9_007_199_254_740_993n]
      const owners = [await subject.addUser(even), await subject.addUser(odd)] as const
      await subject.pictures.of(owners[0]).fromBlob(examplePng(10, 10))
      await subject.pictures.of(owners[1]).fromBlob(examplePng(20, 20))

      const images = await Promise.all(owners.map(owner => subject.pictures.of(owner).requireOriginal()))

      assert.deepEqual(
        images.map(image => [String(Object.values(image.key)[0]), image.width]),
        [
          [even.toString(), 10],
          [odd.toString(), 20],
        ],
      )
      assert.equal(await subject.pictures.of(owners[1]).remove(), 1)
      await assertAgreement(subject)
    },
  },
  {
    name: 'loads the pictures of many owners apart whose ids a double would take for one',
    async run(subject) {
      const ids = [1, 9_007_199_254_740_992n, 9_007_199_254_740_993n]
      const owners = await Promise.all(ids.map(id => subject.addUser(id)))
      for (const [index, owner] of owners.entries()) {
        await subject.pictures.of(owner).fromBlob(examplePng(10 + index, 10))
      }

      const page = await subject.pictures.load(owners)

      assert.deepEqual(
        owners.map(owner => page.get(owner).images.map(({ key, width }) => [...Object.values(key).map(String), width])),
        ids.map((id, index) => [[id.toString(), 10 + index]]),
      )
    },
  },
  {
    name: 'takes negative ids and zero',
    async run(subject) {
      for (const id of [-1, 0, 1]) {
        const image = await subject.pictures.of(await subject.addUser(id)).fromBlob(examplePng(10 + id, 10))
        assert.deepEqual(Object.values(image.key).map(String), [String(id)])
      }
      await assertAgreement(subject)
    },
  },
  {
    name: 'takes UUIDs',
    async run(subject) {
      const id = '5a0b8c1e-6c0f-4a5e-9d63-1b2c3d4e5f60'
      const image = await subject.covers.of(await subject.addAlbum(id)).fromBlob(examplePng(4, 3))

      assert.deepEqual(Object.values(image.key), [id])
      await assertAgreement(subject)
    },
  },
  {
    name: 'keeps the sets of one owner apart: each finds and makes its own thumbnails',
    async run(subject) {
      const photos = subject.photos.of(await subject.addPost(1))
      await photos.getImageSet({ order_index: 1 }).fromBlob(examplePng(40, 30))
      await photos.getImageSet({ order_index: 2 }).fromBlob(examplePng(40, 20))
      await photos.getImageSet({ order_index: 1 }).generateThumbnail({ width: 20 })

      assert.equal(await photos.getImageSet({ order_index: 2 }).tryFindThumbnail({ width: 20 }), undefined)
      assert.equal((await photos.getImageSet({ order_index: 2 }).generateThumbnail({ width: 20 })).height, 10)
      assert.equal((await photos.getImageSet({ order_index: 1 }).findThumbnail({ width: 20 })).height, 15)
      await assertAgreement(subject)
    },
  },
  {
    name: 'lists the sets of an owner in the order of their discriminators, and only its own',
    async run(subject) {
      const photos = subject.photos.of(await subject.addPost(1))
      const others = subject.photos.of(await subject.addPost(10))
      await others.getImageSet({ order_index: 1 }).fromBlob(examplePng(9, 9))
      for (const index of [10, 2, 1]) {
        await photos.getImageSet({ order_index: index }).fromBlob(examplePng(10 + index, 10))
      }

      const sets = await photos.imageSets()
      const widths = await Promise.all(sets.map(async set => (await set.requireOriginal()).width))

      assert.deepEqual(widths, [11, 12, 20])
      assert.equal(await photos.count(), 3)
      assert.equal(await photos.remove(), 3)
      assert.equal(await others.count(), 1)
      await assertAgreement(subject)
    },
  },
  {
    name: 'replaces one set of an owner and leaves the others',
    async run(subject) {
      const photos = subject.photos.of(await subject.addPost(1))
      await photos.getImageSet({ order_index: 1 }).fromBlob(examplePng(40, 30))
      await photos.getImageSet({ order_index: 2 }).fromBlob(examplePng(41, 30))

      await photos.getImageSet({ order_index: 1 }).fromBlob(examplePng(42, 30))

      assert.equal((await photos.getImageSet({ order_index: 2 }).requireOriginal()).width, 41)
      await assertAgreement(subject)
    },
  },
  {
    name: 'refuses an unknown or missing discriminator at once',
    async run(subject) {
      const photos = subject.photos.of(await subject.addPost(1))

      assert.throws(() => photos.getImageSet({ orderindex: 1 }), OwnerKeyError)
      assert.throws(() => photos.getImageSet({ order_index: 1, page: 2 }), OwnerKeyError)
      assert.throws(() => photos.getImageSet({}), OwnerKeyError)
    },
  },
  {
    name: 'loads the sets of many owners, in their order, empty ones too',
    async run(subject) {
      const owners = [await subject.addUser(3), await subject.addUser(1), await subject.addUser(2)] as const
      await subject.pictures.of(owners[0]).fromBlob(examplePng(30, 30), { thumbnails: [{ width: 10 }] })
      await subject.pictures.of(owners[2]).fromBlob(examplePng(20, 20))

      const page = await subject.pictures.load(owners)

      assert.deepEqual(
        owners.map(owner => page.get(owner).original?.width),
        [30, undefined, 20],
      )
      assert.equal(page.get(owners[0]).thumbnail({ width: 10 })?.width, 10)
      assert.equal(page.get(owners[1]).toHtml(), '')
    },
  },
]
