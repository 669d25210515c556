import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import type { SizeRequest } from '@imageattach/core'
import { createLedger, ImageEntity, imageColumns, typeormImages } from '@imageattach/typeorm'
import { DataSource, EntitySchema } from 'typeorm'
import { joinByHand, type ListingSubject, owners, thumbnailUrlsOf, urlsOf, wholeJoinByHand } from './listing-subject.ts'

class User {
  declare id: number
  declare name: string
  /** Only where a join has put it. */
  declare thumbnail?: UserPicture
}

class UserPicture extends ImageEntity {
  declare user_id: number
  declare user?: User
}

const userSchema = new EntitySchema<User>({
  name: 'User',
  tableName: 'user',
  target: User,
  columns: { id: { type: Number, primary: true }, name: { type: String } },
})

const pictureSchema = new EntitySchema<UserPicture>({
  name: 'UserPicture',
  tableName: 'user_picture',
  target: UserPicture,
  columns: {
    user_id: { type: Number, primary: true },
    ...imageColumns,
    createdAt: { ...imageColumns.createdAt, name: 'created_at' },
  },
  relations: { user: { type: 'many-to-one', target: 'User', joinColumn: { name: 'user_id' } } },
  indices: [{ columns: ['path'] }],
})

export async function typeormListing(thumbnails: readonly SizeRequest[]): Promise<ListingSubject> {
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [userSchema, pictureSchema],
    synchronize: true,
  })
  await dataSource.initialize()
  await createLedger(dataSource)
  const images = typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })
  const pictures = images.attachment(pictureSchema, { owner: 'user' })
  images.connect(dataSource)
  await images.transaction(async manager => {
    for (let id = 1; id <= owners; id += 1) {
      await manager.insert(userSchema, { id, name: `user ${id}` })
      const picture = pictures.using(manager).of({ user_id: id })
      await picture.fromBlob(examplePng(40, 30), { thumbnails })
    }
  })
  await images.settled()

  const fetchUsers = () => dataSource.manager.find(userSchema, { order: { id: 'ASC' } })
  return {
    orm: 'typeorm',
    ways: [
      {
        name: 'one join by hand',
        async run() {
          const rows = await dataSource.manager
            .createQueryBuilder(userSchema, 'user')
            .leftJoin('UserPicture', 'picture', 'picture.user_id = user.id and picture.width = 15')
            .select('user.id', 'id')
            .addSelect('user.name', 'name')
            .addSelect('picture.path', 'path')
            .addSelect('picture.width', 'width')
            .addSelect('picture.height', 'height')
            .addSelect('picture.created_at', 'created_at')
            .orderBy('user.id')
            .getRawMany()
          return urlsOf(rows)
        },
      },
      { name: 'the same join as text', run: async () => urlsOf(await dataSource.query(joinByHand)) },
      {
        name: 'a join of whole rows by hand',
        run: async () => thumbnailUrlsOf(await dataSource.query(wholeJoinByHand)),
      },
      {
        name: 'the first join through TypeORM',
        async run() {
          const users = await dataSource.manager
            .createQueryBuilder(userSchema, 'user')
            .leftJoinAndMapOne(
              'user.thumbnail',
              'UserPicture',
              'picture',
              'picture.user_id = user.id and picture.width = 15',
            )
            .orderBy('user.id')
            .getMany()
          return urlsOf(users.flatMap(({ thumbnail }) => (thumbnail ? [joined(thumbnail)] : [])))
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
        name: 'load for users fetched as rows',
        async run() {
          const users: readonly User[] = await dataSource.query('select id, name from user order by id')
          const page = await pictures.load(users, user => ({ user_id: user.id }))
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
      dataSource.logger.logQuery = listener
    },
    close: () => dataSource.destroy(),
  }
}

/** TypeORM has made a date of the column, which is in milliseconds. */
function joined({ width, path, createdAt }: UserPicture) {
  return { width, path, created_at: `${createdAt.toISOString().slice(0, -1)}000` }
}
