import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import type { SizeRequest } from '@imageattach/core'
import { createImageTable, createLedger, ImageModel, objectionImages } from '@imageattach/objection'
import Knex from 'knex'
import { Model } from 'objection'
import { joinByHand, type ListingSubject, owners, thumbnailUrlsOf, urlsOf, wholeJoinByHand } from './listing-subject.ts'

class User extends Model {
  static override tableName = 'user'
  static override relationMappings = () => ({
    thumbnail: {
      relation: Model.HasOneRelation,
      modelClass: UserPicture,
      filter: { width: 15 },
      join: { from: 'user.id', to: 'user_picture.user_id' },
    },
  })
  declare id: number
  declare name: string
  declare thumbnail: UserPicture
}

class UserPicture extends ImageModel(Model) {
  static override tableName = 'user_picture'
  static override relationMappings = {
    user: {
      relation: Model.BelongsToOneRelation,
      modelClass: User,
      join: { from: 'user_picture.user_id', to: 'user.id' },
    },
  }
  declare user_id: number
  declare user?: User
}

export async function objectionListing(thumbnails: readonly SizeRequest[]): Promise<ListingSubject> {
  const knex = Knex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true })
  await createLedger(knex)
  await knex.schema.createTable('user', table => {
    table.integer('id').primary()
    table.string('name')
  })
  await createImageTable(knex, 'user_picture', {
    key: ['user_id'],
    columns: table => table.integer('user_id').notNullable().references('user.id'),
  })
  const images = objectionImages({ store: new SwitchableStore(), resizer: new PngResizer() })
  const pictures = images.attachment(UserPicture, { owner: 'user' })
  images.connect(knex)
  await images.transaction(async trx => {
    for (let id = 1; id <= owners; id += 1) {
      const user = await User.query(trx).insert({ id, name: `user ${id}` })
      const picture = pictures.using(trx).of(user)
      await picture.fromBlob(examplePng(40, 30), { thumbnails })
    }
  })
  await images.settled()

  const fetchUsers = () => User.query(knex).orderBy('id')
  return {
    orm: 'objection',
    ways: [
      {
        name: 'one join by hand',
        async run() {
          const rows = await User.query(knex)
            .leftJoin('user_picture', join => join.on('user_id', 'user.id').andOnVal('width', 15))
            .select('user.id', 'user.name', 'path', 'width', 'height', 'created_at')
            .orderBy('user.id')
          return urlsOf(rows as never) // the columns that it selects
        },
      },
      { name: 'the same join as text', run: async () => urlsOf(await knex.raw(joinByHand)) },
      {
        name: 'a join of whole rows by hand',
        run: async () => thumbnailUrlsOf(await knex.raw(wholeJoinByHand)),
      },
      {
        name: 'the first join through Objection',
        async run() {
          const users = await fetchUsers().withGraphJoined('thumbnail')
          return urlsOf(users.map(({ thumbnail }) => ({ ...thumbnail, created_at: String(thumbnail.created_at) })))
        },
      },
      {
        name: 'loadThumbnails',
        async run() {
          const users = await fetchUsers()
          const page = await pictures.loadThumbnails(users, { width: 15 })
          return users.map(user => page.get(user)?.url ?? '')
        },
      },
      {
        name: 'load',
        async run() {
          const users = await fetchUsers()
          const page = await pictures.load(users)
          return users.map(user => page.get(user).thumbnail({ width: 15 })?.url ?? '')
        },
      },
      {
        name: 'owner by owner',
        isSlow: true,
        async run() {
          const urls: string[] = []
          for (const user of await fetchUsers()) urls.push((await pictures.of(user).findThumbnail({ width: 15 })).url)
          return urls
        },
      },
    ],
    onQuery(listener) {
      knex.on('query', listener)
    },
    close: () => knex.destroy(),
  }
}
