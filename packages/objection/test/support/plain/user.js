import { Model } from 'objection'
import { images } from './images.js'
// biome-ignore lint/suspicious/noImportCycles: models do that, and it must work
import { userPictures } from './user-picture.js'

export class User extends images.owner(Model) {
  static tableName = 'user'

  get picture() {
    return userPictures.of(this)
  }
}
