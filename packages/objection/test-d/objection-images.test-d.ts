/**
 * What must compile, and what must not. The compiler is the test: an expected error that does not come is an error.
 */
import type { Image, ImageSet, LoadedImageSet, MultipleImageSet, Resizer, Store } from '@imageattach/core'
import type { Knex } from 'knex'
import { Model } from 'objection'
import { ImageModel, objectionImages } from '../src/index.js'

declare const store: Store
declare const resizer: Resizer
declare const knex: Knex
declare const trx: Knex.Transaction
declare const bytes: Uint8Array

const images = objectionImages({ store, resizer })
images.connect(knex)

class User extends images.owner(Model) {
  static override tableName = 'user'
  declare id: number
  declare name: string
  declare pictures?: UserPicture[]
  get picture() {
    return userPictures.of(this)
  }
}

class Post extends Model {
  declare id: number
  declare user_id: number
}

class UserPicture extends ImageModel(Model) {
  static override tableName = 'user_picture'
  static override relationMappings = () => ({
    user: {
      relation: Model.BelongsToOneRelation,
      modelClass: User,
      join: { from: 'user_picture.user_id', to: 'user.id' },
    },
  })
  declare user_id: number
  declare caption: string | null
  declare user?: User
}

class PostPhoto extends ImageModel(Model) {
  declare post_id: bigint
  declare order_index: number
  declare post?: Post
}

const userPictures = images.attachment(UserPicture, { owner: 'user' })
const photos = images.attachment(PostPhoto, { owner: 'post', discriminator: ['order_index'] })
images.attachment(PostPhoto, { owner: 'post', objectId: key => key.post_id * 100n + BigInt(key.order_index) })

type Equal<TLeft, TRight> = (<T>() => T extends TLeft ? 1 : 2) extends <T>() => T extends TRight ? 1 : 2 ? true : false
function expectTrue<TValue extends true>(): TValue | undefined {
  return undefined
}

declare const user: User
declare const post: Post

// A model without discriminator gives a single set, one with a discriminator several; a getter is typed like them.
const picture = user.picture
const several = photos.of(post)
const one = several.getImageSet({ order_index: 1 })
export const shapes: readonly [ImageSet, ImageSet, MultipleImageSet, ImageSet] = [
  picture as unknown as ImageSet,
  userPictures.of({ user_id: 1 }) as unknown as ImageSet,
  several as unknown as MultipleImageSet,
  one as unknown as ImageSet,
]

export async function verbs(): Promise<void> {
  const image = await picture.fromBlob(bytes, { columns: { caption: 'x' } })
  expectTrue<Equal<typeof image, Image<UserPicture>>>()
  await image.row.$query(trx).patch({ caption: 'y' })
  const width: number = (await UserPicture.query().findOne({ user_id: 1 }).throwIfNotFound()).width
  await picture.using(trx).generateThumbnail({ width })
  await userPictures.using(knex).of(user).remove()
  const added = await images.transaction(async open => {
    const inserted = await User.query(open).insert({ name: 'x' })
    await userPictures.using(open).of(inserted).findOrGenerate({ ratio: 0.5 })
    return inserted
  })
  await User.transaction(open => added.picture.using(open).remove())

  const users = await User.query().withGraphFetched('pictures')
  const page = await userPictures.load(users)
  const loaded: LoadedImageSet<UserPicture> | undefined = users[0] && page.get(users[0])
  loaded?.thumbnail({ width: 150 })?.imgProps({ alt: '' })
  const thumbnails = await userPictures.loadThumbnails(users, { width: 32 })
  const thumbnail: Image<UserPicture> | undefined = users[0] && thumbnails.get(users[0])
  thumbnail?.imgProps({ alt: '' })
  await userPictures.load([post], from => ({ user_id: from.user_id }))
  await userPictures.removeFor(users)
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error an unknown relation
  images.attachment(UserPicture, { owner: 'usr' })
  // @ts-expect-error a column is no relation
  images.attachment(UserPicture, { owner: 'user_id' })
  // @ts-expect-error a model without image columns
  images.attachment(User, { owner: 'pictures' })
  // @ts-expect-error an unknown discriminator
  images.attachment(PostPhoto, { owner: 'post', discriminator: ['page'] })
  // @ts-expect-error an image column is no discriminator
  images.attachment(PostPhoto, { owner: 'post', discriminator: ['width'] })
  // @ts-expect-error the owner of another model
  userPictures.of(post)
  // @ts-expect-error the id of another type
  userPictures.of({ user_id: '1' })
  // @ts-expect-error an unknown owner column
  userPictures.of({ userid: 1 })
  // @ts-expect-error posts are no users: a mapping is needed
  await userPictures.load([post])
  // @ts-expect-error the same for one size
  await userPictures.loadThumbnails([post], { width: 32 })
  // @ts-expect-error an unknown discriminator value
  several.getImageSet({ page: 1 })
  // @ts-expect-error a verb of a single set on several
  several.fromBlob(bytes)
  // @ts-expect-error both width and ratio
  await picture.generateThumbnail({ width: 150, ratio: 0.5 })
  // @ts-expect-error a column that the table does not have
  await picture.fromBlob(bytes, { columns: { title: 'x' } })
  // @ts-expect-error a column that is ours
  await picture.fromBlob(bytes, { columns: { path: 'x' } })
  // @ts-expect-error text is no image
  await picture.fromBlob('text')
  // @ts-expect-error alt is required
  ;(await picture.requireOriginal()).imgProps({})
  // @ts-expect-error a promise is no URL
  const url: string = picture.locate()
  // @ts-expect-error image columns are not assigned by hand
  ;(await picture.requireOriginal()).row.path = url
}
