import type { ImageHeader } from './image-header.js'

/** Finds the frame header (SOF). Orientation is left to jimp, which applies it to JPEG. */
export function readJpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 2
  while (offset + 9 <= bytes.length) {
    if (bytes[offset] !== 0xff) return undefined
    const marker = bytes[offset + 1] ?? 0
    if (marker === 0xff) {
      // fill byte
      offset += 1
      continue
    }
    if (isFrameHeader(marker)) return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) }
    // Start of scan or end of image: no frame header came before the pixels.
    if (marker === 0xda || marker === 0xd9) return undefined
    offset += 2 + view.getUint16(offset + 2)
  }
  return undefined
}

/** SOF0–SOF15, without DHT, JPG and DAC, which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
