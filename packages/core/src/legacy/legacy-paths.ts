import { UnsafeKeyError } from '../errors.js'
import type { ImageKey } from '../image-key.js'
import { legacySuffixes } from './legacy-path.js'

/** Letters of any script: the ancestor took whatever the table was called. No separator, leading dot or hyphen. */
const objectTypePattern = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]{0,127}$/u
/** As `int` prints it: two texts of one number would be two keys of one file. */
const objectIdPattern = /^(0|-?[1-9][0-9]{0,63})$/

/**
 * Where SQLAlchemy-ImageAttach may have put the file of a row that holds no path, the likeliest place first, in the
 * layout of {@link legacyFolderPath} or {@link legacyObjectPath}. Such a row was not written by us, so that its parts
 * are checked here as strictly as a path is elsewhere.
 *
 * @throws {@link UnsafeKeyError} when a part could leave the store's root
 */
export function legacyPaths(
  key: ImageKey,
  layout: (key: ImageKey) => string,
  storeName: string,
): readonly [string, ...string[]] {
  const isSafe =
    objectTypePattern.test(key.objectType) &&
    !key.objectType.includes('..') &&
    !key.objectType.endsWith('.') &&
    (key.objectId === undefined || objectIdPattern.test(key.objectId)) &&
    [key.width, key.height].every(pixels => Number.isSafeInteger(pixels) && pixels > 0)
  if (!isSafe) {
    const shown = `${key.objectType}/${key.objectId}.${key.width}x${key.height}`
    throw new UnsafeKeyError(
      `Key ${JSON.stringify(shown)} is not safe: the object type may hold letters, digits, "_", "-" and inner dots; ` +
        'id, width and height are whole decimal numbers',
      { storeName, key: shown },
    )
  }
  const stem = layout(key)
  const [first = '', ...others] = legacySuffixes(key.mimetype)
  return [stem + first, ...others.map(suffix => stem + suffix)]
}
