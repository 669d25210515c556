import type { Images } from './images.js'
import type { Action } from './journal.js'
import type { ResizerName } from './protocol.js'
import { resizerComment } from './set-actions.js'
import { sourceText } from './source-text.js'

export interface Move {
  readonly postId: number
  readonly from: number
  readonly to: number
  readonly resizer: ResizerName
}

/**
 * Lets two photos of a post change places. Rows are never edited: each photo is attached again in the place of the
 * other, with the sizes it had, and both in one transaction.
 */
export async function movePhoto({ images, postPhotos }: Images, move: Move): Promise<Action> {
  const { postId, from, to, resizer } = move
  const photos = postPhotos.of({ post_id: postId })
  const leftOptions = await optionsOf(photos, from)
  const rightOptions = await optionsOf(photos, to)
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
      `  await swapped.getImageSet({ order_index: ${from} }).fromBlob(right, ${sourceText(rightOptions)})`,
      `  await swapped.getImageSet({ order_index: ${to} }).fromBlob(left, ${sourceText(leftOptions)})`,
      '})',
    ].join('\n'),
    async run() {
      const left = await photos.getImageSet({ order_index: from }).makeBlob()
      const right = await photos.getImageSet({ order_index: to }).makeBlob()

      await images.transaction(async trx => {
        const swapped = photos.using(trx)
        await swapped.getImageSet({ order_index: from }).fromBlob(right, rightOptions)
        await swapped.getImageSet({ order_index: to }).fromBlob(left, leftOptions)
      })
      return 'both changed places in one transaction'
    },
  }
}

/** What a photo takes along: its name and its sizes. */
async function optionsOf(photos: ReturnType<Images['postPhotos']['of']>, orderIndex: number) {
  const images = await photos.getImageSet({ order_index: orderIndex }).images()
  const filename = images.find(image => image.original)?.filename
  const thumbnails = images.filter(image => !image.original).map(({ width }) => ({ width }))
  return { thumbnails, ...(filename ? { filename } : {}) }
}
