import { PngResizer, SwitchableStore } from '@imageattach/contracts'
import type { Knex } from 'knex'
import { Model } from 'objection'
import { ImageModel, objectionImages } from '../../src/index.js'
import { createTables } from './create-tables.js'
import { openSqlite } from './engines.js'

/** Models, images and an empty database that one test has to itself. */
export function openBlog(options: Knex.Config = {}) {
  return openBlogOn(openSqlite(options))
}

/** The same in an empty database of any engine. */
export async function openBlogOn(knex: Knex) {
  const store = new SwitchableStore()
  const images = objectionImages({ store, resizer: new PngResizer(), keepRetired: 0, onCleanupError: () => undefined })

  class User extends images.owner(Model) {
    static override tableName = 'user'
    static override relationMappings = () => ({
      pictures: {
        relation: Model.HasManyRelation,
        modelClass: UserPicture,
        join: { from: 'user.id', to: 'user_picture.user_id' },
      },
    })
    declare id: number
    declare name: string
    declare pictures?: UserPicture[]
    get picture() {
      return userPictures.of(this)
    }
  }

  class Post extends images.owner(Model) {
    static override tableName = 'post'
    static override relationMappings = () => ({
      author: { relation: Model.BelongsToOneRelation, modelClass: User, join: { from: 'post.id', to: 'user.id' } },
    })
    declare id: number
    declare author?: User
  }

  class UserPicture extends ImageModel(Model) {
    static override tableName = 'user_picture'
    static override relationMappings = () => ({
      user: {
        relation: Model.BelongsToOneRelation,
        modelClass: User,
        join: { from: 'user_picture.user_id', to: 'user.id' },
      },
      siblings: {
        relation: Model.HasManyRelation,
        modelClass: UserPicture,
        join: { from: 'user_picture.user_id', to: 'user_picture.user_id' },
      },
    })
    declare user_id: number
    declare caption: string | null
    declare user?: User
    declare siblings?: UserPicture[]
  }

  class PostPhoto extends ImageModel(Model) {
    static override tableName = 'post_photo'
    static override relationMappings = () => ({
      post: {
        relation: Model.BelongsToOneRelation,
        modelClass: Post,
        join: { from: 'post_photo.post_id', to: 'post.id' },
      },
    })
    declare post_id: number
    declare order_index: number
    declare post?: Post
  }

  const userPictures = images.attachment(UserPicture, { owner: 'user' })
  const postPhotos = images.attachment(PostPhoto, { owner: 'post', discriminator: ['order_index'] })
  await createTables(knex)
  images.connect(knex)
  for (const ModelClass of [User, Post, UserPicture, PostPhoto]) ModelClass.knex(knex)
  return { images, store, knex, User, Post, UserPicture, PostPhoto, userPictures, postPhotos }
}
