import assert from 'node:assert/strict'
import { OriginalNotFoundError, ThumbnailNotFoundError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from './png-resizer.js'
import { assertAgreement } from './repository-assertions.js'
import type { RepositorySubject } from './repository-subject.js'

/** Making and finding thumbnails. */
export const thumbnailCases: readonly ContractCase<RepositorySubject>[] = [
  {
    name: 'makes a thumbnail once, and finds it by width, height and ratio',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))

      const made = await picture.generateThumbnail({ width: 20 })

      for (const request of [{ width: 20 }, { height: 15 }, { ratio: 0.5 }] as const) {
        assert.equal((await picture.findThumbnail(request)).path, made.path)
        assert.equal((await picture.generateThumbnail(request)).path, made.path)
      }
      await assertAgreement(subject)
    },
  },
  {
    name: 'returns the original for its own size, without a new file',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      const original = await picture.fromBlob(examplePng(40, 30))

      assert.equal((await picture.generateThumbnail({ ratio: 1 })).path, original.path)

      await assertAgreement(subject)
      assert.equal(subject.store.paths().length, 1)
    },
  },
  {
    name: 'makes several sizes in the order of the requests',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 10 }] })

      const images = await picture.generateThumbnails([{ width: 10 }, { width: 20 }, { width: 40 }, { width: 20 }])

      assert.deepEqual(
        images.map(image => image.width),
        [10, 20, 40, 20],
      )
      await assertAgreement(subject)
    },
  },
  {
    name: 'tells what is missing: a size, or the original',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))

      await assert.rejects(picture.generateThumbnail({ width: 20 }), OriginalNotFoundError)
      await assert.rejects(picture.locate(), OriginalNotFoundError)
      await picture.fromBlob(examplePng(40, 30))
      await assert.rejects(picture.findThumbnail({ width: 20 }), ThumbnailNotFoundError)
      assert.equal(await picture.tryFindThumbnail({ width: 20 }), undefined)
    },
  },
  {
    name: 'gives fifty callers who ask at once one thumbnail',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))

      const images = await Promise.all(Array.from({ length: 50 }, () => picture.findOrGenerate({ width: 20 })))

      assert.equal(new Set(images.map(image => image.path)).size, 1)
      assert.equal(await subject.countRows('user_picture'), 2)
      await assertAgreement(subject)
    },
  },
  {
    name: 'gives callers who do not share their work one thumbnail too',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))

      const images = await Promise.all(Array.from({ length: 6 }, () => picture.generateThumbnail({ width: 20 })))

      assert.equal(new Set(images.map(image => image.path)).size, 1)
      await assertAgreement(subject)
    },
  },
  {
    name: 'never lets a thumbnail of an old original join a new one',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))

      await Promise.all([
        picture.generateThumbnail({ width: 20 }),
        picture.fromBlob(examplePng(60, 30)),
        picture.generateThumbnail({ width: 10 }),
      ])

      for (const image of await picture.images()) assert.equal(image.width, image.height * 2)
      await assertAgreement(subject)
    },
  },
  {
    name: 'lets hooks decide bytes, size and type',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))

      const image = await picture.generateThumbnail(
        { width: 20 },
        { preprocess: () => examplePng(40, 40), postprocess: () => examplePng(20, 21, 7) },
      )

      assert.deepEqual(image.size, { width: 20, height: 21 })
      assert.deepEqual(await image.makeBlob(), examplePng(20, 21, 7))
      await assertAgreement(subject)
    },
  },
]
