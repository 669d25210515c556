import assert from 'node:assert/strict'
import type { ContractCase } from '../contract.js'
import { examplePng } from './png-resizer.js'
import type { RepositorySubject } from './repository-subject.js'

const nothing = { queries: 0 }
const oneQuery = { queries: 1 }

/** Pages of many owners: what they cost. */
export const listingCases: readonly ContractCase<RepositorySubject>[] = [
  {
    name: 'loads the pictures of any number of owners with one query, in their order, then renders without any',
    async run({ io, pictures, addUser }) {
      const widths = [9, 3, 7, 1, 5]
      const owners = await Promise.all(widths.map(id => addUser(id)))
      for (const [index, owner] of owners.entries()) {
        await pictures.of(owner).fromBlob(examplePng((widths[index] ?? 0) * 10, 10), { thumbnails: [{ height: 5 }] })
      }

      for (const asked of [[], owners.slice(0, 1), owners]) {
        const page = await io.atMost(oneQuery, () => pictures.load(asked))

        const html = await io.atMost(nothing, () =>
          asked.map(owner => {
            const set = page.get(owner)
            const thumbnail = set.thumbnail({ height: 5 })
            return [set.toHtml(), set.srcset(), thumbnail?.toHtml(), thumbnail?.imgProps({ alt: '' }).width].join()
          }),
        )
        const found = asked.map(owner => page.get(owner).original?.width)
        assert.deepEqual(
          found,
          widths.slice(0, asked.length).map(width => width * 10),
        )
        assert.ok(html.every((text, index) => text.endsWith(`,${(widths[index] ?? 0) * 5}`)))
      }
    },
  },
  {
    name: 'tells the counter of its statements, so that the cases around this one mean something',
    async run({ io, pictures, addUser }) {
      const owner = await addUser(1)

      await assert.rejects(
        io.atMost(nothing, () => pictures.load([owner])),
        assert.AssertionError,
      )
    },
  },
  {
    name: 'loads all sets of any number of owners with one query, in their order, then renders without any',
    async run({ io, photos, addPost }) {
      const owners = await Promise.all([2, 1, 3].map(id => addPost(id)))
      for (const [owner, order_index, width] of [
        [owners[0], 11, 30],
        [owners[0], 2, 20],
        [owners[2], 1, 10],
      ] as const) {
        await photos
          .of(owner ?? {})
          .getImageSet({ order_index })
          .fromBlob(examplePng(width, 10))
      }

      const page = await io.atMost(oneQuery, () => photos.load(owners))

      const found = await io.atMost(nothing, () =>
        owners.map(owner => page.get(owner).map(set => [set.original?.width, set.toHtml().length > 0])),
      )
      assert.deepEqual(found, [
        [
          [20, true],
          [30, true],
        ],
        [],
        [[10, true]],
      ])
    },
  },
  {
    name: 'loads one size of any number of owners with one query, in their order, then renders without any',
    async run({ io, pictures, addUser }) {
      const withThumbnail = await addUser(3)
      const withoutPicture = await addUser(1)
      const withOriginal = await addUser(2)
      const withoutSize = await addUser(4)
      const owners = [withThumbnail, withoutPicture, withOriginal, withoutSize, withThumbnail]
      await pictures.of(withThumbnail).fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }, { width: 10 }] })
      await pictures.of(withOriginal).fromBlob(examplePng(20, 20))
      await pictures.of(withoutSize).fromBlob(examplePng(30, 20), { thumbnails: [{ width: 10 }] })
      await pictures.loadThumbnails(owners, { width: 20 }) // the first time it may look at the table

      for (const request of [{ width: 20 }, { height: 15 }, { ratio: 1 }] as const) {
        const page = await io.atMost(oneQuery, () => pictures.loadThumbnails(owners, request))
        const found = await io.atMost(nothing, () => owners.map(owner => page.get(owner)?.toHtml()))

        const whole = await pictures.load(owners)
        assert.deepEqual(
          found,
          owners.map(owner => whole.get(owner).thumbnail(request)?.toHtml()),
        )
      }
      const page = await pictures.loadThumbnails(owners, { width: 20 })
      assert.deepEqual(
        owners.map(owner => page.get(owner)?.height),
        [15, undefined, 20, undefined, 15],
      )
      assert.throws(() => page.get({}), RangeError)
      await assert.rejects(pictures.loadThumbnails(owners, { width: 0 }), RangeError)
    },
  },
  {
    name: 'loads one size of all sets of any number of owners with one query',
    async run({ io, photos, addPost }) {
      const owners = await Promise.all([2, 1, 3].map(id => addPost(id)))
      for (const [owner, order_index, height] of [
        [owners[0], 11, 30],
        [owners[0], 2, 20],
        [owners[0], 3, 50],
        [owners[2], 1, 10],
      ] as const) {
        await photos
          .of(owner ?? {})
          .getImageSet({ order_index })
          .fromBlob(examplePng(10, height), { thumbnails: height < 50 ? [{ width: 5 }] : [] })
      }
      await photos.loadThumbnails(owners, { width: 5 })

      const page = await io.atMost(oneQuery, () => photos.loadThumbnails(owners, { width: 5 }))

      assert.deepEqual(
        owners.map(owner => page.get(owner).map(({ size }) => size)),
        [
          [
            { width: 5, height: 10 },
            { width: 5, height: 15 },
          ],
          [],
          [{ width: 5, height: 5 }],
        ],
      )
    },
  },
  {
    name: 'loads the size closest to the proportions of the original where several share a width',
    async run({ pictures, addUser }) {
      const owners = [await addUser(1), await addUser(2)]
      for (const owner of owners) {
        const thumbnails = [{ height: 155 }, { height: 150 }, { height: 159 }] // all 15 pixels wide
        await pictures.of(owner).fromBlob(examplePng(20, 200), { thumbnails })
      }

      const page = await pictures.loadThumbnails(owners, { width: 15 })

      assert.deepEqual(
        owners.map(owner => page.get(owner)?.height),
        [150, 150],
      )
    },
  },
  {
    name: 'takes rows that the application has fetched itself, without a query',
    async run({ io, pictures, photos, addUser, addPost }) {
      const picture = pictures.of(await addUser(1))
      await picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
      const sets = photos.of(await addPost(1))
      for (const index of [2, 1]) await sets.getImageSet({ order_index: index }).fromBlob(examplePng(index, 1))
      const rows = (await picture.images()).map(image => image.row)
      const photoRows = (await sets.images()).map(image => image.row)

      const [set, photoSets] = await io.atMost(nothing, () =>
        Promise.all([pictures.fromRows(rows), photos.fromRows(photoRows)]),
      )

      assert.equal(set.thumbnail({ width: 20 })?.height, 15)
      assert.deepEqual(
        photoSets.map(({ original }) => original?.width),
        [1, 2],
      )
    },
  },
]
