/** The suffix of new files, by type. */
const suffixes: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'image/avif': '.avif',
  'image/tiff': '.tiff',
  'image/bmp': '.bmp',
  'image/svg+xml': '.svg',
  'application/pdf': '.pdf',
}

/** Types without pixels of their own; their thumbnails are PNG, as in SQLAlchemy-ImageAttach. */
export const vectorTypes: ReadonlySet<string> = new Set(['image/svg+xml', 'application/pdf'])

/** The file suffix of a type, dot included. Throws `RangeError` for a type that is not known. */
export function suffixOf(mimetype: string): string {
  const suffix = isKnownMimetype(mimetype) ? suffixes[mimetype] : undefined
  if (suffix === undefined) throw new RangeError(`No file suffix is known for type ${JSON.stringify(mimetype)}`)
  return suffix
}

/** The type of files with this suffix, dot included; `undefined` for a suffix that is not known. */
export function mimetypeOfSuffix(suffix: string): string | undefined {
  if (suffix === '.jpe') return 'image/jpeg' // as SQLAlchemy-ImageAttach wrote it
  return Object.keys(suffixes).find(mimetype => suffixes[mimetype] === suffix)
}

/** Whether files of this type can be stored at all. */
export function isKnownMimetype(mimetype: string): boolean {
  return Object.hasOwn(suffixes, mimetype)
}

/** Names that browsers and old software give to a type. */
const aliases: Readonly<Record<string, string>> = { 'image/jpg': 'image/jpeg', 'image/pjpeg': 'image/jpeg' }

/** `image/x-foo` → `image/foo`, `image/jpg` → `image/jpeg`, lower case, parameters dropped. */
export function normalizeMimetype(mimetype: string): string {
  const essence = mimetype.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const plain = essence.replace(/^image\/x-/, 'image/')
  return Object.hasOwn(aliases, plain) ? (aliases[plain] ?? plain) : plain
}
