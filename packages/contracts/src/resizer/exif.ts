import { concatenate, encodePng, pngChunk } from './png.js'
import { quarters } from './quarters.js'
import { sampleFile } from './sample-files.js'

/** A text that must not be found in any output. */
export const secret = 'imageattach-secret-51.4779N'

/** The types whose samples can carry an orientation. */
export const orientableTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp']

/** The sample of a type with EXIF: an orientation, and a description that holds {@link secret}. */
export function orientedSample(mimetype: string, orientation: number): Uint8Array {
  const exif = tiffBlock(orientation)
  if (mimetype === 'image/png') return encodePng(quarters(48, 32), { chunks: [pngChunk('eXIf', exif)] })
  const sample = sampleFile(mimetype)
  return mimetype === 'image/webp' ? intoWebp(sample, exif) : intoJpeg(sample, exif)
}

/** The smallest TIFF directory: orientation (0x0112) and description (0x010e), big-endian. */
function tiffBlock(orientation: number): Uint8Array {
  const description = ascii(`${secret}\0`)
  const block = new Uint8Array(38 + description.length)
  const view = new DataView(block.buffer)
  block.set(ascii('MM'))
  view.setUint16(2, 42)
  view.setUint32(4, 8)
  view.setUint16(8, 2)
  const entry = (offset: number, tag: number, type: number, count: number) => {
    view.setUint16(offset, tag)
    view.setUint16(offset + 2, type)
    view.setUint32(offset + 4, count)
  }
  entry(10, 0x010e, 2, description.length)
  view.setUint32(18, 38)
  entry(22, 0x0112, 3, 1)
  view.setUint16(30, orientation)
  block.set(description, 38)
  return block
}

function intoJpeg(jpeg: Uint8Array, exif: Uint8Array): Uint8Array {
  const payload = concatenate([ascii('Exif\0\0'), exif])
  const xmp = ascii(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">${secret}</x:xmpmeta>`)
  return concatenate([jpeg.subarray(0, 2), jpegSegment(payload), jpegSegment(xmp), jpeg.subarray(2)])
}

/** APP1 */
function jpegSegment(payload: Uint8Array): Uint8Array {
  const length = payload.length + 2
  return concatenate([Uint8Array.of(0xff, 0xe1, length >> 8, length & 255), payload])
}

/** A WebP with EXIF needs an extended header that names the size and the EXIF chunk. */
function intoWebp(webp: Uint8Array, exif: Uint8Array): Uint8Array {
  const hasExif = 0x08
  const extended = Uint8Array.of(hasExif, 0, 0, 0, 47, 0, 0, 31, 0, 0)
  const chunks = [riffChunk('VP8X', extended), webp.subarray(12), riffChunk('EXIF', exif)]
  return riffChunk('RIFF', concatenate([ascii('WEBP'), ...chunks]))
}

function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const header = new Uint8Array(8)
  header.set(ascii(type))
  new DataView(header.buffer).setUint32(4, data.length, true)
  return concatenate([header, data, new Uint8Array(data.length % 2)])
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0))
}
