import { readFile } from 'node:fs/promises'
import { isImageAttachError } from '@imageattach/core'
import { db } from './database.ts'
import { userPictures } from './images.ts'

const picture = userPictures.of({ user_id: 1 })
const whole = await readFile('ada.jpg')

try {
  await picture.fromBlob(whole.subarray(0, whole.length / 2))
} catch (error) {
  if (!isImageAttachError(error)) throw error
  console.log(error.code, 'reason' in error ? error.reason : '')
}
console.log(await picture.count(), 'images, as before')
await db.destroy()
