import { type ImageKey, newPath } from '@imageattach/core'

/**
 * A key that no file has ever had, of a JPEG of 120 × 80 pixels; parts of it may be set.
 *
 * ```ts
 * import { exampleKey } from '@imageattach/contracts'
 *
 * export const key = exampleKey({ mimetype: 'image/png' })
 * ```
 */
export function exampleKey(parts: Partial<ImageKey> = {}): ImageKey {
  const { objectType = 'user-picture', objectId = '42', width = 120, height = 80, mimetype = 'image/jpeg' } = parts
  const path = parts.path ?? newPath({ namespace: 'contract', objectType, width, height, mimetype })
  return { path, objectType, objectId, width, height, mimetype }
}

/** Keys below a folder of their own, which no other file is in. */
export function exampleFolder(): (fileName: string) => ImageKey {
  const { path } = exampleKey()
  const folder = path.slice(0, path.indexOf('.'))
  return fileName => exampleKey({ path: `${folder}/${fileName}` })
}
