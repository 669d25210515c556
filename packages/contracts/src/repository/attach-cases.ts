import assert from 'node:assert/strict'
import { InvalidImageError, StoreUnavailableError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from './png-resizer.js'
import { assertAgreement, assertNothing } from './repository-assertions.js'
import type { RepositorySubject } from './repository-subject.js'

/** Attaching, replacing and removing with transactions of our own. */
export const attachCases: readonly ContractCase<RepositorySubject>[] = [
  {
    name: 'attaches an original: one row that tells the truth, one file with the very bytes',
    async run(subject) {
      const bytes = examplePng(40, 30)

      const image = await subject.pictures.of(await subject.addUser(1)).fromBlob(bytes, { filename: 'a.png' })

      assert.deepEqual(image.size, { width: 40, height: 30 })
      assert.equal(image.mimetype, 'image/png')
      assert.equal(image.original, true)
      assert.equal(image.byteSize, bytes.length)
      assert.equal(image.filename, 'a.png')
      assert.deepEqual(await image.makeBlob(), bytes)
      assert.equal(await subject.countRows('user_picture'), 1)
      await assertAgreement(subject)
    },
  },
  {
    name: 'attaches thumbnails in the same call',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))

      await picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }, { height: 10 }, { width: 40 }] })

      assert.deepEqual(
        (await picture.images()).map(image => image.width),
        [40, 20, 13],
      )
      await assertAgreement(subject)
    },
  },
  {
    name: 'keeps the columns of the application and the metadata',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))

      const image = await picture.fromBlob(examplePng(4, 3), { columns: { caption: 'Å "x"' }, metadata: { alt: 'ü' } })

      assert.equal((image.row as { readonly caption: unknown }).caption, 'Å "x"')
      assert.deepEqual((await picture.requireOriginal()).metadata, { alt: 'ü' })
    },
  },
  {
    name: 'replaces an image of another size, and its thumbnails with it',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })

      await picture.fromBlob(examplePng(50, 60))

      assert.equal(await subject.countRows('user_picture'), 1)
      assert.equal((await picture.requireOriginal()).height, 60)
      await assertAgreement(subject)
    },
  },
  {
    name: 'replaces an image of the same size, under a new path',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      const old = await picture.fromBlob(examplePng(40, 30, 1))

      const image = await picture.fromBlob(examplePng(40, 30, 2))

      assert.notEqual(image.path, old.path)
      assert.deepEqual(await picture.makeBlob(), examplePng(40, 30, 2))
      await assertAgreement(subject)
    },
  },
  {
    name: 'leaves the set as it was when the bytes are no image',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30))

      for (const bad of [new Uint8Array(0), new TextEncoder().encode('no image'), examplePng(40, 30).subarray(0, 50)]) {
        await assert.rejects(picture.fromBlob(bad), InvalidImageError)
      }

      assert.deepEqual(await picture.makeBlob(), examplePng(40, 30))
      await assertAgreement(subject)
    },
  },
  {
    name: 'leaves no row and no file when the store fails, at the first file or at the last',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))

      for (const nth of [1, 2, 3]) {
        subject.store.fail('putFile', nth)
        const attached = picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }, { width: 10 }] })
        await assert.rejects(attached, StoreUnavailableError)
        subject.store.heal()
        await assertNothing(subject)
      }
    },
  },
  {
    name: 'leaves nothing when the row is refused',
    async run(subject) {
      const nobody = unsaved(await subject.addUser(1))

      await assert.rejects(async () => subject.pictures.of(nobody).fromBlob(examplePng(4, 3)))

      await assertNothing(subject)
    },
  },
  {
    name: 'leaves nothing when the caller stops it',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      const controller = new AbortController()
      async function* slowly(): AsyncGenerator<Uint8Array> {
        yield examplePng(40, 30).subarray(0, 20)
        controller.abort(new Error('the visitor left'))
        await new Promise(() => undefined)
      }

      await assert.rejects(picture.fromFile(slowly(), { signal: controller.signal }), /the visitor left/)

      await assertNothing(subject)
    },
  },
  {
    name: 'removes the original with its thumbnails',
    async run(subject) {
      const picture = subject.pictures.of(await subject.addUser(1))
      await picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })

      assert.equal(await picture.remove(), 2)

      assert.equal(await picture.exists(), false)
      assert.equal(await picture.toHtml(), '')
      await assertNothing(subject)
    },
  },
  {
    name: 'removes the images of many owners at once, and of no others',
    async run(subject) {
      const owners = [await subject.addUser(1), await subject.addUser(10), await subject.addUser(100)] as const
      for (const owner of owners) await subject.pictures.of(owner).fromBlob(examplePng(4, 3))

      assert.equal(await subject.pictures.removeFor([owners[0], owners[2]]), 2)

      assert.equal(await subject.pictures.of(owners[1]).exists(), true)
      await assertAgreement(subject)
    },
  },
  {
    name: 'removes the images of many owners with few statements each',
    async run(subject) {
      const ids = Array.from({ length: 20 }, (_, index) => index + 1)
      const owners = await Promise.all(ids.map(id => subject.addUser(id)))
      for (const owner of owners) await subject.pictures.of(owner).fromBlob(examplePng(4, 3))

      // For each a look and a delete at most; for all together a transaction, a search, the mutexes and the ledger.
      assert.equal(
        await subject.io.atMost({ queries: 2 * owners.length + 10 }, () => subject.pictures.removeFor(owners)),
        20,
      )

      await assertNothing(subject)
    },
  },
]

/** An owner that no row of the owners' table has; the foreign key refuses it. */
function unsaved(owner: object): object {
  return Object.fromEntries(Object.keys(owner).map(name => [name, 999]))
}
