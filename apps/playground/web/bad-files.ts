import { demoPhoto } from './demo-photo.js'
import type { Named } from './named.js'

/** A file that ImageAttach must refuse. */
export interface BadFile {
  readonly label: string
  /** What is wrong with it. */
  readonly about: string
  make(): Promise<Named>
}

/** One of each kind of refusal that a visitor can cause. */
export function badFiles(maxBytes: number): readonly BadFile[] {
  return [
    {
      label: 'Empty',
      about: 'no byte at all',
      make: async () => named([], 'image/png', 'empty.png'),
    },
    {
      label: 'Text',
      about: 'a letter that calls itself a PNG',
      make: async () => named(['Dear Ada, I am no picture.'], 'image/png', 'letter.png'),
    },
    {
      label: 'Truncated',
      about: 'half of a JPEG, as after a broken download',
      async make() {
        const { file } = await demoPhoto()
        return named([file.slice(0, file.size / 2)], 'image/jpeg', 'half.jpg')
      },
    },
    {
      label: 'Wrong type',
      about: 'a JPEG that claims to be a PNG',
      async make() {
        const { file } = await demoPhoto()
        return named([file], 'image/png', 'renamed.png')
      },
    },
    {
      label: 'Too large',
      about: 'one byte over the limit',
      async make() {
        const { file } = await demoPhoto()
        return named([file, new Uint8Array(maxBytes + 1 - file.size)], 'image/jpeg', 'huge.jpg')
      },
    },
    {
      label: 'Too many pixels',
      about: 'a PNG of 57 bytes that unfolds to 50,000 × 50,000',
      make: async () => named([hugePng(50_000)], 'image/png', 'bomb.png'),
    },
    {
      label: 'SVG',
      about: 'a drawing that could run scripts',
      make: async () =>
        named(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], 'image/svg+xml', 'script.svg'),
    },
  ]
}

function named(parts: BlobPart[], type: string, filename: string): Named {
  return { file: new Blob(parts, { type }), filename }
}

/** The signature, a header that promises side × side pixels, and next to nothing behind it. */
function hugePng(side: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, side)
  view.setUint32(4, side)
  header.set([1, 0], 8)
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  return Uint8Array.from([
    ...signature,
    ...chunk('IHDR', header),
    ...chunk('IDAT', new Uint8Array(0)),
    ...chunk('IEND', new Uint8Array(0)),
  ])
}

function chunk(name: string, data: Uint8Array): readonly number[] {
  const body = [...new TextEncoder().encode(name), ...data]
  return [...bigEndian(data.length), ...body, ...bigEndian(crc32(body))]
}

function bigEndian(value: number): readonly number[] {
  return [24, 16, 8, 0].map(shift => (value >>> shift) & 0xff)
}

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}
