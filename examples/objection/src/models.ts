import { ImageModel } from '@imageattach/objection'
import { Model } from 'objection'
import { images } from './images.ts'

export class User extends images.owner(Model) {
  static override tableName = 'user'
  declare id: number
  declare name: string
  get picture() {
    return userPictures.of(this)
  }
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
  declare user_id: number
  declare user?: User
}

export const userPictures = images.attachment(UserPicture, { owner: 'user' })
