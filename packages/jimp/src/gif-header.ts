import type { ImageHeader } from './image-header.js'

/** Reads the canvas, and checks that the first frame lies on it and holds data: jimp draws other files blank. */
export function readGifHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 14) return undefined
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)]
  const frame = findFirstFrame(bytes)
  if (frame === undefined || frame + 12 > bytes.length) return undefined
  const [left, top] = [view.getUint16(frame + 1, true), view.getUint16(frame + 3, true)]
  const [frameWidth, frameHeight] = [view.getUint16(frame + 5, true), view.getUint16(frame + 7, true)]
  if (frameWidth < 1 || frameHeight < 1 || left + frameWidth > width || top + frameHeight > height) return undefined
  // Behind the descriptor and its palette: the code size, then the length of the first block of data.
  const data = frame + 10 + paletteSize(bytes[frame + 9])
  return (bytes[data + 1] ?? 0) > 0 ? { width, height } : undefined
}

/** Where the first image descriptor begins. */
function findFirstFrame(bytes: Uint8Array): number | undefined {
  let offset = 13 + paletteSize(bytes[10])
  while (offset < bytes.length) {
    if (bytes[offset] === 0x2c) return offset
    if (bytes[offset] !== 0x21) return undefined
    offset = skipBlocks(bytes, offset + 2)
  }
  return undefined
}

/** Behind a chain of length-prefixed blocks, which a block of length 0 ends. */
function skipBlocks(bytes: Uint8Array, start: number): number {
  let offset = start
  while ((bytes[offset] ?? 0) > 0) offset += 1 + (bytes[offset] ?? 0)
  return offset + 1
}

/** Bytes of the palette that a packed field announces. */
function paletteSize(packed: number | undefined): number {
  return packed !== undefined && (packed & 0x80) !== 0 ? 3 << ((packed & 7) + 1) : 0
}
