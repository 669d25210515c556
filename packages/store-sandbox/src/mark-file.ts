import { checksum, type ImageKey, keyOfPath } from '@imageattach/core'

/** Where marks are, in a store that keeps them as files. No namespace and no object type has this name. */
export const markFolder = 'sandbox-deleted/'

/** A mark as a file: what is in it, and the key that it goes by. */
export interface MarkFile {
  readonly bytes: Uint8Array
  readonly key: ImageKey
}

/**
 * The mark of a file. Its path is made of the checksum of its bytes, and the bytes of nothing but what tells the file
 * from others: so a file has one mark, whoever writes it.
 */
export function markFile(marked: ImageKey): MarkFile {
  const { path, objectType, objectId, width, height, mimetype } = marked
  // A file of SQLAlchemy-ImageAttach has no path; each store lays it out in its own way.
  const place = path === '' ? { path, objectType, objectId, width, height, mimetype } : { path }
  const bytes = new TextEncoder().encode(JSON.stringify(place))
  const digest = checksum(bytes)
  return { bytes, key: keyOfPath(`${markFolder}${digest.slice(0, 2)}/${digest}.json`) }
}

/** The key that a mark was made of. */
export function markedKey(bytes: Uint8Array): ImageKey {
  const place = JSON.parse(new TextDecoder().decode(bytes)) as ImageKey // written by markFile and by nothing else
  return place.path === '' ? place : keyOfPath(place.path)
}
