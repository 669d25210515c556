import assert from 'node:assert/strict'
import { ConflictError, StaleOriginalError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { beside, countRows, untilBlocked } from './support.js'
import type { TransactionSubject } from './transaction-subject.js'

/** Several at once on one set, or on neighbours. */
export const setCases: readonly ContractCase<TransactionSubject>[] = [
  ...[true, false].map(
    (full): ContractCase<TransactionSubject> => ({
      name: `lets two replaces of ${full ? 'a full' : 'an empty'} set queue: the last one wins whole`,
      needs: 'concurrent',
      async run(subject) {
        const { app } = subject
        const other = await subject.open()
        const owner = await subject.addUser(1)
        if (full) await app.pictures.of(owner).fromBlob(examplePng(30, 30), { thumbnails: [{ width: 10 }] })
        const pause = app.barriers.pause('before insert')
        const first = beside(app.pictures.of(owner).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] }))
        await pause.reached

        const second = beside(other.pictures.of(owner).fromBlob(examplePng(50, 30), { thumbnails: [{ width: 10 }] }))
        await untilBlocked(subject, second)
        pause.release()
        await Promise.all([first, second])

        assert.deepEqual(
          (await app.pictures.of(owner).images()).map(image => image.width),
          [50, 10],
        )
        assert.equal(await countRows(subject), 2)
      },
    }),
  ),
  {
    name: 'lets two replaces queue in transactions of the application: in order, or with an error that asks for a retry',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      const transactions = [await app.begin(), await other.begin()] as const
      await app.pictures.using(transactions[0].handle).of(owner).fromBlob(examplePng(40, 30))

      const second = beside(other.pictures.using(transactions[1].handle).of(owner).fromBlob(examplePng(50, 30)))
      await untilBlocked(subject, second)
      await transactions[0].commit()
      const late = await second.then(() => true, isConflict)
      await (late ? transactions[1].commit() : transactions[1].rollback())

      assert.equal((await app.pictures.of(owner).requireOriginal()).width, late ? 50 : 40)
      assert.equal(await countRows(subject), 1)
      if (subject.isolation === 'read committed') assert.ok(late, 'nothing but a snapshot is a reason to fail')
    },
  },
  ...([[], [{ width: 20 }]] as const).map(
    (thumbnails): ContractCase<TransactionSubject> => ({
      name: `leaves one original when a transaction that sees only the past replaces it ${thumbnails.length > 0 ? 'with a thumbnail' : 'alone'}`,
      needs: 'concurrent',
      async run(subject) {
        const { app } = subject
        const other = await subject.open()
        const owner = await subject.addUser(1)
        const transaction = await app.begin()
        const picture = app.pictures.using(transaction.handle).of(owner)
        assert.equal(await picture.exists(), false)
        await other.pictures.of(owner).fromBlob(examplePng(40, 30, 1), { thumbnails })

        const replaced = await picture.fromBlob(examplePng(60, 45, 2), { thumbnails }).then(() => true, isConflict)
        await (replaced ? transaction.commit() : transaction.rollback())

        const originals = await app.pictures.of(owner).images({ original: true })
        assert.deepEqual(
          originals.map(image => image.width),
          [replaced ? 60 : 40],
        )
        assert.equal(await countRows(subject), 1 + thumbnails.length)
        if (subject.engine === 'mariadb') assert.ok(replaced, 'the last one wins')
      },
    }),
  ),
  {
    name: 'adds no thumbnail to an original that only the past knows',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const transaction = await app.begin()
      const pause = app.barriers.pause('after putFile')
      const generating = beside(app.pictures.using(transaction.handle).of(owner).generateThumbnail({ width: 20 }))
      await pause.reached
      await other.pictures.of(owner).fromBlob(examplePng(60, 30))
      pause.release()

      await assert.rejects(generating, error => error instanceof StaleOriginalError || error instanceof ConflictError)
      await transaction.rollback()

      assert.equal(await countRows(subject), 1)
    },
  },
  {
    name: 'shows no thumbnail of an original that is gone',
    async run(subject) {
      const { pictures, photos } = subject.app
      const [user, post] = [await subject.addUser(1), await subject.addPost(1)]
      const options = { thumbnails: [{ width: 20 }, { width: 10 }] }
      await pictures.of(user).fromBlob(examplePng(40, 30), options)
      for (const order_index of [1, 2]) {
        await photos
          .of(post)
          .getImageSet({ order_index })
          .fromBlob(examplePng(40, order_index * 10), options)
      }
      const { path } = await pictures.of(user).requireOriginal()
      await subject.sql(`update "user_picture" set source = 'elsewhere' where width = 20 and source = '${path}'`)
      // That of the other set is still an original of the owner.
      await subject.sql(
        `update "post_photo" set source = (select path from "post_photo" where original and order_index = 1) where width = 20 and order_index = 2`,
      )

      const users = await Promise.all([20, 10, 40].map(width => pictures.loadThumbnails([user], { width })))
      const posts = await photos.loadThumbnails([post], { width: 20 })

      assert.deepEqual(
        users.map(page => page.get(user)?.width),
        [undefined, 10, 40],
      )
      assert.deepEqual(
        posts.get(post).map(({ height }) => height),
        [5],
      )
      assert.equal((await pictures.load([user])).get(user).thumbnail({ width: 20 }), undefined)
      await subject.sql('delete from "post_photo" where width = 20')
      await subject.sql('delete from "user_picture" where width = 20')
    },
  },
  {
    name: 'lets neighbours upload their first images at the same time',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owners = [await subject.addUser(1), await subject.addUser(2)] as const
      const transactions = [await app.begin(), await other.begin()] as const
      const pauses = [app.barriers.pause('before insert'), other.barriers.pause('before insert')] as const
      const options = { thumbnails: [{ width: 20 }] }
      const uploads = [
        beside(app.pictures.using(transactions[0].handle).of(owners[0]).fromBlob(examplePng(40, 30), options)),
        beside(other.pictures.using(transactions[1].handle).of(owners[1]).fromBlob(examplePng(40, 30), options)),
      ]
      await Promise.all(pauses.map(pause => pause.reached))

      for (const pause of pauses) pause.release()
      await Promise.all(uploads.map((upload, index) => upload.then(() => transactions[index]?.commit())))

      assert.equal(await countRows(subject), 4)
    },
  },
  {
    name: 'lets a replace and a removal queue, in either order',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(30, 30))

      const inserting = app.barriers.pause('before insert')
      const replacing = beside(app.pictures.of(owner).fromBlob(examplePng(40, 30)))
      await inserting.reached
      const removing = beside(other.pictures.of(owner).remove())
      await untilBlocked(subject, removing)
      inserting.release()
      await replacing
      assert.equal(await removing, 1)
      assert.equal(await app.pictures.of(owner).exists(), false)

      await app.pictures.of(owner).fromBlob(examplePng(30, 30))
      const clearing = app.barriers.pause('after clear')
      const removingFirst = beside(app.pictures.of(owner).remove())
      await clearing.reached
      const replacingLast = beside(other.pictures.of(owner).fromBlob(examplePng(50, 30)))
      await untilBlocked(subject, replacingLast)
      clearing.release()
      assert.equal(await removingFirst, 1)
      await replacingLast
      assert.equal((await app.pictures.of(owner).requireOriginal()).width, 50)
    },
  },
  {
    name: 'lets two who remove the images of many owners queue, in whatever order they name them',
    needs: 'concurrent',
    async run(subject) {
      const { app } = subject
      const other = await subject.open()
      const owners = [await subject.addUser(1), await subject.addUser(2)]
      for (const owner of owners) await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const pause = app.barriers.pause('before clear')
      const first = beside(app.pictures.removeFor(owners))
      await pause.reached
      let cleared = 0
      other.barriers.at('before clear', () => {
        cleared += 1
      })

      const second = beside(other.pictures.removeFor([...owners].reverse()))
      await untilBlocked(subject, second)
      assert.equal(cleared, 0, 'the second waits before it deletes anything')
      pause.release()

      assert.deepEqual(await Promise.all([first, second]), [2, 0])
    },
  },
]

/** False for an error that asks for a retry; any other one is a failure of the case. */
function isConflict(error: unknown): boolean {
  assert.ok(error instanceof ConflictError, String(error))
  assert.equal(error.retryable, true)
  return false
}
