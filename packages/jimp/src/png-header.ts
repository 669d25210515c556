import { readOrientation } from './exif-orientation.js'
import type { ImageHeader } from './image-header.js'

/** Reads IHDR, which must be the first chunk, and eXIf, which jimp does not know. A file without pixels is broken. */
export function readPngHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 33 || view.getUint32(8) !== 13 || chunkType(bytes, 8) !== 'IHDR') return undefined
  let orientation = 1
  let hasPixels = false
  for (let offset = 33; offset + 12 <= bytes.length; ) {
    const length = view.getUint32(offset)
    const type = chunkType(bytes, offset)
    if (type === 'IDAT') hasPixels = true
    if (type === 'eXIf') orientation = readOrientation(bytes.subarray(offset + 8, offset + 8 + length))
    if (type === 'IEND') break
    offset += 12 + length
  }
  // jimp draws a file without IDAT as a blank picture.
  return hasPixels ? { width: view.getUint32(16), height: view.getUint32(20), orientation } : undefined
}

function chunkType(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset + 4, offset + 8))
}
