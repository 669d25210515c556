import { PngResizer, SwitchableStore } from '@imageattach/contracts'
import {
  Column,
  DataSource,
  type DataSourceOptions,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { createLedger, ImageColumns, ImageEntity, type TypeormImagesOptions, typeormImages } from '../../src/index.js'

/** An application as its authors would write it, and everything anew for each test. */
export function blogOf(options: Partial<TypeormImagesOptions> = {}) {
  const store = new SwitchableStore()
  const images = typeormImages({
    store,
    resizer: new PngResizer(),
    keepRetired: 0,
    onCleanupError: () => undefined,
    ...options,
  })

  @Entity()
  class User {
    @PrimaryGeneratedColumn() id!: number
    @Column({ unique: true }) name!: string
    @OneToMany(
      () => UserPicture,
      picture => picture.user,
    )
    pictures?: Relation<UserPicture[]>

    get picture() {
      return userPictures.of(this)
    }
  }

  @Entity()
  @ImageColumns()
  class UserPicture extends ImageEntity {
    @PrimaryColumn() userId!: number
    @Column({ nullable: true, type: 'text' }) caption?: string | null
    @ManyToOne(
      () => User,
      user => user.pictures,
    )
    user?: Relation<User>
  }

  @Entity()
  class Post {
    @PrimaryGeneratedColumn('uuid') id!: string

    get photos() {
      return postPhotos.of(this)
    }
  }

  @Entity()
  @ImageColumns()
  class PostPhoto extends ImageEntity {
    @PrimaryColumn() postId!: string
    @PrimaryColumn() orderIndex!: number
    @ManyToOne(() => Post) post?: Relation<Post>
  }

  const userPictures = images.attachment(UserPicture, { owner: 'user' })
  const postPhotos = images.attachment(PostPhoto, { owner: 'post', discriminator: ['orderIndex'] })
  const entities = [User, UserPicture, Post, PostPhoto]
  return { store, images, User, UserPicture, Post, PostPhoto, userPictures, postPhotos, entities }
}

/** The same, connected to an empty SQLite database. */
export async function openBlog(options: Partial<TypeormImagesOptions> = {}) {
  const blog = blogOf(options)
  const dataSource = await openSqlite(blog.entities)
  blog.images.connect(dataSource)
  const manager = dataSource.manager
  return { ...blog, dataSource, manager, close: () => dataSource.destroy() }
}

export async function openSqlite(entities: NonNullable<DataSourceOptions['entities']>): Promise<DataSource> {
  const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities, synchronize: true })
  await dataSource.initialize()
  await createLedger(dataSource)
  return dataSource
}
