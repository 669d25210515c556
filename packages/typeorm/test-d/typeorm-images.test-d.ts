/**
 * What must compile, and what must not. The compiler is the test: an expected error that does not come is an error.
 */
import type { Image, LoadedImageSet, Resizer, Store } from '@imageattach/core'
import {
  Column,
  type DataSource,
  Entity,
  EntitySchema,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type QueryRunner,
  type Relation,
} from 'typeorm'
import {
  ImageColumns,
  ImageEntity,
  imageColumns,
  type TypeormImageSet,
  type TypeormMultipleImageSet,
  typeormImages,
} from '../src/index.js'

declare const dataSource: DataSource
declare const runner: QueryRunner
declare const store: Store
declare const resizer: Resizer
declare const bytes: Uint8Array

type Equal<TLeft, TRight> = (<T>() => T extends TLeft ? 1 : 2) extends <T>() => T extends TRight ? 1 : 2 ? true : false
function expectTrue<TValue extends true>(): TValue | undefined {
  return undefined
}

const images = typeormImages({ store, resizer })

@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string

  get picture() {
    return userPictures.of(this)
  }
}

@Entity()
@ImageColumns()
export class UserPicture extends ImageEntity {
  @PrimaryColumn() userId!: number
  @Column({ type: 'text', nullable: true }) caption?: string | null
  @ManyToOne(() => User) user?: Relation<User>
}

@Entity()
export class Post {
  @PrimaryGeneratedColumn('uuid') id!: string
  @Column() title!: string

  get photos() {
    return postPhotos.of(this)
  }
}

@Entity()
@ImageColumns({ createdAt: { type: 'timestamp with time zone' } })
export class PostPhoto extends ImageEntity {
  @PrimaryColumn() postId!: string
  @PrimaryColumn() orderIndex!: number
  @ManyToOne(() => Post) post!: Relation<Post>
}

class NoImage {
  userId!: number
  user?: User
}

class Icon extends ImageEntity {
  tagId!: number
  tag?: { readonly id: number }
}
const iconSchema = new EntitySchema<Icon>({
  name: 'Icon',
  target: Icon,
  columns: { tagId: { type: Number, primary: true }, ...imageColumns },
  relations: { tag: { type: 'many-to-one', target: 'Tag' } },
})

const userPictures = images.attachment(UserPicture, { owner: 'user' })
const postPhotos = images.attachment(() => PostPhoto, { owner: 'post', discriminator: ['orderIndex'] })
const icons = images.attachment(iconSchema, { owner: 'tag', objectId: key => key.tagId })
images.attachment(() => iconSchema, { owner: 'tag' }).of({ tagId: 1 })

export async function verbs(user: User, post: Post): Promise<void> {
  const one: TypeormImageSet<never> = user.picture as never
  const several: TypeormMultipleImageSet<never> = post.photos as never
  await Promise.all([one, several])

  const image = await user.picture.fromBlob(bytes, { columns: { caption: 'x' } })
  expectTrue<Equal<typeof image, Image<UserPicture>>>()
  const caption: string | null | undefined = image.row.caption
  await user.picture.attachOnSave(bytes, { thumbnails: [{ width: 150 }], columns: { caption: null } })
  await userPictures.of({ userId: 1 }).exists()
  await icons.of({ id: 1 }).exists()
  await post.photos.getImageSet({ orderIndex: 1 }).attachOnSave(bytes)
  await postPhotos.of({ postId: 'x' }).imageSets()

  await images.transaction(async manager => {
    const saved = await manager.save(manager.create(User, { name: 'x' }))
    await saved.picture.using(manager).fromBlob(bytes)
    await userPictures.using(manager).of(saved).attachOnSave(bytes)
    return caption
  })
  await dataSource.transaction(manager => user.picture.using(manager).remove())
  await userPictures.using(runner).of(user).exists()

  const users = await dataSource.manager.find(User)
  const page = await userPictures.load(users)
  const loaded: LoadedImageSet<UserPicture> | undefined = users[0] && page.get(users[0])
  loaded?.thumbnail({ width: 150 })?.imgProps({ alt: '' })
  const thumbnails = await userPictures.loadThumbnails(users, { width: 32 })
  const thumbnail: Image<UserPicture> | undefined = users[0] && thumbnails.get(users[0])
  thumbnail?.imgProps({ alt: '' })
  await userPictures.load([{ id: 1 }], ({ id }) => ({ userId: id }))
  await userPictures.removeFor(users)
}

export async function mistakes(user: User, post: Post): Promise<void> {
  // @ts-expect-error an entity without image columns
  images.attachment(NoImage, { owner: 'user' })
  // @ts-expect-error an unknown relation
  images.attachment(UserPicture, { owner: 'usr' })
  // @ts-expect-error a column is no relation
  images.attachment(UserPicture, { owner: 'userId' })
  // @ts-expect-error an image column is no relation
  images.attachment(UserPicture, { owner: 'createdAt' })
  // @ts-expect-error no owner
  images.attachment(UserPicture, {})
  // @ts-expect-error an unknown discriminator
  images.attachment(PostPhoto, { owner: 'post', discriminator: ['page'] })
  // @ts-expect-error a relation is no discriminator
  images.attachment(PostPhoto, { owner: 'post', discriminator: ['post'] })
  // @ts-expect-error another owner
  userPictures.of(post)
  // @ts-expect-error the id of another type
  userPictures.of({ userId: '1' })
  // @ts-expect-error a misspelled key
  userPictures.of({ userid: 1 })
  // @ts-expect-error the owners of another attachment
  await userPictures.load([post])
  // @ts-expect-error the same for one size
  await userPictures.loadThumbnails([post], { width: 32 })
  // @ts-expect-error an unknown discriminator value
  post.photos.getImageSet({ page: 1 })
  // @ts-expect-error no discriminator
  post.photos.getImageSet({})
  // @ts-expect-error a verb of a single set on several
  post.photos.fromBlob(bytes)
  // @ts-expect-error both width and ratio
  await user.picture.generateThumbnail({ width: 150, ratio: 0.5 })
  // @ts-expect-error the data source is no transaction
  user.picture.using(dataSource)
  // @ts-expect-error a column that the entity does not have
  await user.picture.fromBlob(bytes, { columns: { title: 'x' } })
  // @ts-expect-error a column that is ours
  await user.picture.fromBlob(bytes, { columns: { path: 'x' } })
  // @ts-expect-error the owner is no column
  await user.picture.fromBlob(bytes, { columns: { user } })
  // @ts-expect-error text is no image
  await user.picture.fromBlob('text')
  // @ts-expect-error alt is required
  ;(await user.picture.requireOriginal()).imgProps({})
  // @ts-expect-error a promise is no URL
  const url: string = user.picture.locate()
  // @ts-expect-error image columns are not written by hand
  new UserPicture().path = url
  // @ts-expect-error the getter is not assigned
  user.picture = url
}
