import type { Images } from './images.js'
import type { Action } from './journal.js'
import type { ResizerName } from './protocol.js'
import { resizerComment } from './set-actions.js'

/**
 * Lets two photos of a post change places. Rows are never edited: each photo is attached again in the place of the
 * other, with the sizes it had, and both in one transaction.
 */
export function movePhoto(
  { images, postPhotos }: Images,
  options: { readonly postId: number; readonly from: number; readonly to: number; readonly resizer: ResizerName },
): Action {
  const { postId, from, to, resizer } = options
  return {
    title: `Swap photos ${from} and ${to}`,
    code: [
      ...resizerComment(resizer),
      `const photos = postPhotos.of({ post_id: ${postId} })`,
      `const left = await photos.getImageSet({ order_index: ${from} }).makeBlob()`,
      `const right = await photos.getImageSet({ order_index: ${to} }).makeBlob()`,
      '',
      'await images.transaction(async trx => {',
      '  const swapped = photos.using(trx)',
      `  await swapped.getImageSet({ order_index: ${from} }).fromBlob(right, { thumbnails, filename })`,
      `  await swapped.getImageSet({ order_index: ${to} }).fromBlob(left, { thumbnails, filename })`,
      '})',
    ].join('\n'),
    async run() {
      const photos = postPhotos.of({ post_id: postId })
      const left = await copy(photos, from)
      const right = await copy(photos, to)

      await images.transaction(async trx => {
        const swapped = photos.using(trx)
        await swapped.getImageSet({ order_index: from }).fromBlob(right.bytes, right.options)
        await swapped.getImageSet({ order_index: to }).fromBlob(left.bytes, left.options)
      })
      return 'Both photos changed places, or neither would have'
    },
  }
}

async function copy(photos: ReturnType<Images['postPhotos']['of']>, orderIndex: number) {
  const set = photos.getImageSet({ order_index: orderIndex })
  const original = await set.requireOriginal()
  const thumbnails = (await set.images()).filter(image => !image.original).map(({ width }) => ({ width }))
  const { filename } = original
  return { bytes: await original.makeBlob(), options: { thumbnails, ...(filename ? { filename } : {}) } }
}
