import { type Image, keyOfPath, newPath } from '@imageattach/core'
import type { Action } from './journal.js'
import { namedPhoto, namedPicture } from './named-sets.js'
import type { Playground } from './playground.js'
import type { NamedSet } from './set-actions.js'
import { shortPath } from './short-path.js'
import { readPhotos } from './views/read-sets.js'

/** What can be done behind the back of the library, so that there is something to find. */
export const troubles = { lose: loseThumbnail, damage: damageOriginal, stray: dropStray } as const

/** A file that vanishes, as a careless script would have it. */
async function loseThumbnail(playground: Playground): Promise<Action> {
  const { name, code, images } = await victim(playground)
  const image = images.at(-1)
  return {
    title: `Lose a file of ${name}`,
    code: [
      `const [...images] = await ${code}.images()`,
      'const { store, path } = images.at(-1)',
      'await store.deleteFile(keyOfPath(path)) // nobody tells the database',
    ].join('\n'),
    async run() {
      if (!image) return nothingThere
      await image.store.deleteFile(keyOfPath(image.path))
      return `${shortPath(image.path)} is gone from ${image.store.name}, and its row is still there`
    },
  }
}

/** A bit that flips on the disk: name and length stay as they are. */
async function damageOriginal(playground: Playground): Promise<Action> {
  const { name, code, images } = await victim(playground)
  const [image] = images
  return {
    title: `Damage the original of ${name}`,
    code: [
      `const { store, path } = await ${code}.requireOriginal()`,
      'const bytes = await image.makeBlob()',
      'bytes[bytes.length >> 1] ^= 1',
      'await store.deleteFile(keyOfPath(path)) // a store never overwrites',
      'await store.putFile(bytes, keyOfPath(path))',
    ].join('\n'),
    async run() {
      if (!image) return nothingThere
      const bytes = await image.makeBlob()
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
      await image.store.deleteFile(keyOfPath(image.path))
      await image.store.putFile(bytes, keyOfPath(image.path))
      return `one bit of ${shortPath(image.path)} is another one; the length is the same, so that only the checksum tells`
    },
  }
}

/** A file that a killed process could have left. */
async function dropStray(playground: Playground): Promise<Action> {
  const { images } = await victim(playground)
  const image = images.at(-1)
  return {
    title: 'Drop a stray file',
    code: [
      "const path = newPath({ namespace, objectType: 'user-picture', width, height, mimetype })",
      'await store.putFile(bytes, keyOfPath(path)) // and no row',
    ].join('\n'),
    async run() {
      if (!image) return nothingThere
      const [namespace = '', objectType = ''] = image.path.split('/')
      const { width, height, mimetype, store } = image
      const path = newPath({ namespace, objectType, width, height, mimetype })
      await store.putFile(new TextEncoder().encode('half a picture'), keyOfPath(path))
      return `${shortPath(path)} lies in ${store.name}, and no row knows it`
    },
  }
}

const nothingThere = 'There is no picture to make trouble with: upload one first'

/** The picture of the user, else the first photo of the post, with its images. */
async function victim({ images }: Playground): Promise<NamedSet & { readonly images: readonly Image[] }> {
  const picture = namedPicture(images, 'sharp')
  const pictures = await picture.set.images()
  if (pictures.length > 0) return { ...picture, images: pictures }
  const [first] = await readPhotos({ images })
  const photo = namedPhoto(images, 'sharp', first?.orderIndex ?? 1)
  return { ...photo, images: await photo.set.images() }
}
