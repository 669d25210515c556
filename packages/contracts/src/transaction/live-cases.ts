import assert from 'node:assert/strict'
import { TransactionNotJoinedError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { examplePng } from '../repository/png-resizer.js'
import { beside } from './support.js'
import type { Application, TransactionSubject } from './transaction-subject.js'

const patience = 5_000

/** No verb takes a connection beside the one that it is bound to, so that one is enough. */
export const liveCases: readonly ContractCase<TransactionSubject>[] = [
  {
    name: 'does everything outside a transaction within five seconds, with as few connections as there are',
    async run(subject) {
      const { app } = subject
      await withinPatience(everyVerb(subject, app))
    },
  },
  {
    name: 'does everything inside images.transaction within five seconds',
    async run(subject) {
      const { app } = subject
      const owners = await someOwners(subject)
      await withinPatience(
        app.images.transaction(handle =>
          everyVerb(subject, { pictures: app.pictures.using(handle), photos: app.photos.using(handle) }, owners),
        ),
      )
    },
  },
  {
    name: 'does everything inside a transaction of the application within five seconds',
    async run(subject) {
      const { app } = subject
      const owners = await someOwners(subject)
      await withinPatience(
        app.transaction(handle =>
          everyVerb(subject, { pictures: app.pictures.using(handle), photos: app.photos.using(handle) }, owners),
        ),
      )
    },
  },
  {
    name: 'refuses every verb inside images.transaction that forgot to join, and hangs at none',
    async run(subject) {
      const { app } = subject
      const owner = await subject.addUser(1)
      await app.pictures.of(owner).fromBlob(examplePng(40, 30))
      const picture = app.pictures.of(owner)

      await withinPatience(
        app.images.transaction(async () => {
          for (const verb of [
            () => picture.fromBlob(examplePng(40, 30)),
            () => picture.generateThumbnail({ width: 20 }),
            () => picture.findOrGenerate({ width: 20 }),
            () => picture.remove(),
            () => picture.images(),
            () => app.pictures.prepare(examplePng(40, 30)),
            () => app.pictures.removeFor([owner]),
            () => app.pictures.load([owner]),
          ]) {
            await assert.rejects(async () => verb(), TransactionNotJoinedError)
          }
        }),
      )
    },
  },
  {
    name: 'lets as many transactions as there are connections, and twice that, attach at once',
    async run(subject) {
      const { app } = subject
      const owners = []
      for (let id = 1; id <= 2 * subject.connections; id += 1) owners.push(await subject.addUser(id))

      await withinPatience(
        Promise.all(
          owners.map(owner =>
            app.images.transaction(async handle => {
              const picture = app.pictures.using(handle).of(owner)
              await picture.fromBlob(examplePng(40, 30))
              await picture.generateThumbnail({ width: 20 })
            }),
          ),
        ),
      )

      for (const owner of owners) assert.equal(await app.pictures.of(owner).count(), 2)
    },
  },
]

type Owners = readonly [object, object]

async function someOwners(subject: TransactionSubject): Promise<Owners> {
  return [await subject.addUser(1), await subject.addPost(1)]
}

/** Each verb once; they leave two sets behind. */
async function everyVerb(
  subject: TransactionSubject,
  { pictures, photos }: Pick<Application, 'pictures' | 'photos'>,
  owners?: Owners,
): Promise<void> {
  const [user, post] = owners ?? (await someOwners(subject))
  const picture = pictures.of(user)
  await picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
  await picture.fromRawFile(examplePng(44, 30), { width: 44, height: 30, mimetype: 'image/png' })
  await picture.attach(await pictures.prepare(examplePng(48, 36)))
  await picture.generateThumbnails([{ width: 24 }, { height: 9 }])
  await picture.findOrGenerate({ width: 8 })
  assert.equal((await picture.findThumbnail({ width: 24 })).height, 18)
  assert.equal(await picture.count(), 4)
  assert.equal((await picture.makeBlob()).length, examplePng(48, 36).length)
  await (await picture.openFile({ seekable: true })).close()
  assert.match(await picture.locate(), /48x36/)
  assert.equal((await pictures.load([user])).get(user).original?.width, 48)
  const set = photos.of(post).getImageSet({ order_index: 1 })
  await set.fromBlob(examplePng(10, 10))
  assert.equal((await photos.of(post).imageSets()).length, 1)
  assert.equal(await set.remove(), 1)
  assert.equal(await pictures.removeFor([user]), 4)
  await picture.fromBlob(examplePng(40, 30))
}

async function withinPatience<TResult>(work: Promise<TResult>): Promise<TResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It hangs: ${patience} ms are over`)), patience)
  })
  try {
    return await Promise.race([beside(work), late])
  } finally {
    clearTimeout(timer)
  }
}
