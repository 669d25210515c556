/** The types of files by suffix; `.jpe` is what Python called a JPEG. */
const mimetypes: ReadonlyMap<string, string> = new Map([
  ['.jpg', 'image/jpeg'],
  ['.jpe', 'image/jpeg'],
  ['.png', 'image/png'],
  ['.webp', 'image/webp'],
  ['.gif', 'image/gif'],
  ['.avif', 'image/avif'],
  ['.tiff', 'image/tiff'],
  ['.bmp', 'image/bmp'],
  ['.ico', 'image/vnd.microsoft.icon'],
  ['.heic', 'image/heic'],
  ['.heif', 'image/heif'],
  ['.jp2', 'image/jp2'],
  ['.jxl', 'image/jxl'],
  ['.svg', 'image/svg+xml'],
  ['.pdf', 'application/pdf'],
])

/** Types that can hold scripts. */
const activeTypes: ReadonlySet<string> = new Set(['image/svg+xml', 'application/pdf'])

/** The type of a file by the suffix of its path. */
export function mimetypeOfPath(path: string): string | undefined {
  return mimetypes.get(path.slice(path.lastIndexOf('.')))
}

/** The type that a browser is told, if it may show the file: pixels alone, nothing that could run. */
export function shownTypeOfPath(path: string): string | undefined {
  const mimetype = mimetypeOfPath(path)
  return mimetype === undefined || activeTypes.has(mimetype) ? undefined : mimetype
}
