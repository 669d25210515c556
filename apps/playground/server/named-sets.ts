import type { Key } from '@imageattach/core'
import type { Images } from './images.js'
import type { ResizerName } from './protocol.js'
import type { NamedSet } from './set-actions.js'

/** The one user, the post that visitors fill, and the one that fills itself. */
const user = { user_id: 1 }
export const post = { post_id: 1 }
export const album = { post_id: 2 }

/** The picture of the user. */
export function namedPicture(images: Readonly<Record<ResizerName, Images>>, resizer: ResizerName): NamedSet {
  const set = images[resizer].userPictures.of(user)
  return { set, resizer, name: 'the picture', code: 'userPictures.of({ user_id: 1 })' }
}

/** One photo of a post. */
export function namedPhoto(
  images: Readonly<Record<ResizerName, Images>>,
  resizer: ResizerName,
  orderIndex: number,
  owner = post,
): NamedSet {
  return {
    set: images[resizer].postPhotos.of(owner).getImageSet({ order_index: orderIndex }),
    resizer,
    name: `${owner.post_id === post.post_id ? 'photo' : 'album photo'} ${orderIndex}`,
    code: `postPhotos.of({ post_id: ${owner.post_id} }).getImageSet({ order_index: ${orderIndex} })`,
  }
}

/** The set that a row belongs to, from the key that `verify` tells. */
export function setOfKey(images: Readonly<Record<ResizerName, Images>>, key: Key): NamedSet {
  if (key.order_index === undefined) return namedPicture(images, 'sharp')
  return namedPhoto(images, 'sharp', Number(key.order_index), { post_id: Number(key.post_id) })
}
