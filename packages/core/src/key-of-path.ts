import type { ImageKey } from './image-key.js'
import { mimetypeOfSuffix } from './mimetype.js'

/** Size and suffix at the end of a path, as `newPath` and SQLAlchemy-ImageAttach write them. */
const endPattern = /(?:^|[./])(\d+)x(\d+)(\.[a-z0-9]+)?$/

/**
 * The key of a file of which only the path is known, from a listing. What the path does not tell is left open:
 * `objectId` always; size and type where the path is of another making.
 *
 * ```ts
 * import { keyOfPath, type Store } from '@imageattach/core'
 *
 * export async function copyAll(from: Required<Store>, to: Store): Promise<void> {
 *   for await (const { path } of from.list('')) {
 *     const key = keyOfPath(path)
 *     await to.putFile(new Uint8Array(await new Response(await from.getFile(key)).arrayBuffer()), key)
 *   }
 * }
 * ```
 */
export function keyOfPath(path: string): ImageKey {
  const [first = '', second] = path.split('/', 3)
  const [, width = '0', height = '0', suffix = ''] = endPattern.exec(path) ?? []
  return {
    path,
    objectType: second === undefined || /^-?\d+$/.test(second) ? first : second,
    objectId: undefined,
    width: Number(width),
    height: Number(height),
    mimetype: mimetypeOfSuffix(suffix) ?? '',
  }
}
