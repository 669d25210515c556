import { Model } from 'objection'
import { ImageModel } from '../../../src/index.ts'
import { images } from './images.js'
// biome-ignore lint/suspicious/noImportCycles: models do that, and it must work
import { User } from './user.js'

export class UserPicture extends ImageModel(Model) {
  static tableName = 'user_picture'
  static relationMappings = () => ({
    user: {
      relation: Model.BelongsToOneRelation,
      modelClass: User,
      join: { from: 'user_picture.user_id', to: 'user.id' },
    },
  })
}

export const userPictures = images.attachment(UserPicture, { owner: 'user' })
