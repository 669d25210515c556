/**
 * Tells the type of an image by its first bytes; `undefined` when they are none of the types that ImageAttach knows.
 * This is the one answer that check, decoder and row share: a claimed type, a file suffix and a decoder's own opinion
 * never outvote it.
 *
 * Only the beginning is looked at, so a type that is told here says nothing about the rest of the file.
 *
 * ```ts
 * import { sniffMimetype } from '@imageattach/core'
 *
 * export function isPicture(bytes: Uint8Array): boolean {
 *   return sniffMimetype(bytes)?.startsWith('image/') ?? false
 * }
 * ```
 */
export function sniffMimetype(bytes: Uint8Array): string | undefined {
  for (const { mimetype, magic, offset = 0 } of signatures) {
    if (magic.every((byte, index) => byte === undefined || bytes[offset + index] === byte)) return mimetype
  }
  return sniffBaseMedia(bytes) ?? sniffSvg(bytes)
}

interface Signature {
  readonly mimetype: string
  readonly offset?: number
  /** `undefined` matches any byte. */
  readonly magic: readonly (number | undefined)[]
}

// Animated PNG is image/png here, as it is to every decoder that shows its first frame.
const signatures: readonly Signature[] = [
  { mimetype: 'image/jpeg', magic: [0xff, 0xd8, 0xff] },
  { mimetype: 'image/png', magic: [0x89, ...codes('PNG'), 0x0d, 0x0a, 0x1a, 0x0a] },
  { mimetype: 'image/webp', magic: [...codes('RIFF'), undefined, undefined, undefined, undefined, ...codes('WEBP')] },
  { mimetype: 'image/gif', magic: codes('GIF87a') },
  { mimetype: 'image/gif', magic: codes('GIF89a') },
  { mimetype: 'image/tiff', magic: [...codes('II'), 42, 0] },
  { mimetype: 'image/tiff', magic: [...codes('MM'), 0, 42] },
  // BigTIFF
  { mimetype: 'image/tiff', magic: [...codes('II'), 43, 0] },
  { mimetype: 'image/tiff', magic: [...codes('MM'), 0, 43] },
  { mimetype: 'application/pdf', magic: codes('%PDF-') },
  // "BM" alone begins many a text; the two reserved words behind the file size are always zero.
  { mimetype: 'image/bmp', magic: [...codes('BM'), undefined, undefined, undefined, undefined, 0, 0, 0, 0] },
]

function codes(text: string): readonly number[] {
  return Array.from(text, character => character.charCodeAt(0))
}

const avifBrands: ReadonlySet<string> = new Set(['avif', 'avis'])
const heicBrands: ReadonlySet<string> = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs'])
/** Major brands that name the container only; the compatible brands then tell the codec. */
const containerBrands: ReadonlySet<string> = new Set(['mif1', 'mif2', 'msf1', 'miaf'])

/**
 * ISO base media: `ftyp` holds a major brand, a version and compatible brands. A file that lists HEVC brands is HEIC
 * even when it lists AVIF, too: decoders open it as what it mostly is.
 */
function sniffBaseMedia(bytes: Uint8Array): string | undefined {
  if (latin1(bytes, 4, 8) !== 'ftyp') return undefined
  const boxSize = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const major = latin1(bytes, 8, 12)
  if (avifBrands.has(major)) return 'image/avif'
  if (heicBrands.has(major)) return 'image/heic'
  if (!containerBrands.has(major)) return undefined
  const end = Math.min(boxSize, bytes.length, maxBrandBytes)
  const compatible: string[] = []
  for (let offset = 16; offset + 4 <= end; offset += 4) compatible.push(latin1(bytes, offset, offset + 4))
  if (compatible.some(brand => heicBrands.has(brand))) return 'image/heic'
  return compatible.some(brand => avifBrands.has(brand)) ? 'image/avif' : undefined
}

const maxBrandBytes = 256

/** How far into a file its root element is looked for. */
const maxSvgPrologue = 4096

/** SVG is text: a byte order mark, an XML declaration, comments and a doctype may stand before the root element. */
function sniffSvg(bytes: Uint8Array): string | undefined {
  let text = latin1(bytes, 0, maxSvgPrologue).replace(/^\u00ef\u00bb\u00bf/, '')
  for (;;) {
    text = text.trimStart()
    const end = prologueEnd(text)
    if (end === undefined) break
    text = text.slice(end)
  }
  return /^<(?:[A-Za-z_][\w.-]{0,40}:)?svg[\s>/]/.test(text) ? 'image/svg+xml' : undefined
}

/** Where the prologue item at the start of the text ends; `undefined` when there is none, or when it never ends. */
function prologueEnd(text: string): number | undefined {
  if (text.startsWith('<?')) return after(text, '?>')
  if (text.startsWith('<!--')) return after(text, '-->')
  if (!/^<!DOCTYPE\s/i.test(text)) return undefined
  const subset = text.indexOf('[')
  const close = text.indexOf('>')
  // An internal subset holds declarations, each with a ">" of its own.
  if (subset === -1 || subset > close) return after(text, '>')
  const end = /\]\s*>/.exec(text)
  return end === null ? undefined : end.index + end[0].length
}

function after(text: string, mark: string): number | undefined {
  const index = text.indexOf(mark)
  return index === -1 ? undefined : index + mark.length
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (const byte of bytes.subarray(start, end)) text += String.fromCharCode(byte)
  return text
}
