import { Model } from 'objection'
import { ImageModel } from '../../src/index.js'

export class User extends Model {
  static override tableName = 'user'
  declare id: bigint | number
  declare name: string
}

export class Post extends Model {
  static override tableName = 'post'
  declare id: number
}

export class Album extends Model {
  static override tableName = 'album'
  declare id: string
}

export class UserPicture extends ImageModel(Model) {
  static override tableName = 'user_picture'
  static override relationMappings = () => ({
    user: {
      relation: Model.BelongsToOneRelation,
      modelClass: User,
      join: { from: 'user_picture.user_id', to: 'user.id' },
    },
  })
  declare user_id: bigint | number
  declare caption: string | null
  declare user?: User
}

export class PostPhoto extends ImageModel(Model) {
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

export class AlbumCover extends ImageModel(Model) {
  static override tableName = 'album_cover'
  static override relationMappings = () => ({
    album: {
      relation: Model.BelongsToOneRelation,
      modelClass: Album,
      join: { from: 'album_cover.album_id', to: 'album.id' },
    },
  })
  declare album_id: string
  declare album?: Album
}
