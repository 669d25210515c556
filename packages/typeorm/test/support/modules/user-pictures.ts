import { images } from './images.js'
// biome-ignore lint/suspicious/noImportCycles: entities and their images import one another
import { UserPicture } from './user-picture.js'

export const userPictures = images.attachment(() => UserPicture, { owner: 'user' })
