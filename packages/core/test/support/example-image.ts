/** The first bytes of real types, so that core's sniffing is part of every test. */
const beginnings: Readonly<Record<string, string>> = {
  'image/png': '\x89PNG\r\n\x1a\n',
  'image/jpeg': '\xff\xd8\xff',
  'image/gif': 'GIF89a',
  'image/bmp': 'BM\x01\x01\x01\x01\0\0\0\0',
  'image/svg+xml': '<svg ',
}

/** A picture for the fake resizer: the first bytes of a type, then its size and a shade as text. */
export function exampleImage(width: number, height: number, { mimetype = 'image/png', shade = 1 } = {}): Uint8Array {
  return Uint8Array.from(`${beginnings[mimetype]} ${width}x${height}#${shade};`, character => character.charCodeAt(0))
}

/** The size and shade of a picture, or `undefined` when it is not whole. */
export function parseImage(bytes: Uint8Array): { width: number; height: number; shade: number } | undefined {
  const match = /(\d+)x(\d+)#(\d+);$/.exec(new TextDecoder('latin1').decode(bytes))
  return match ? { width: Number(match[1]), height: Number(match[2]), shade: Number(match[3]) } : undefined
}
