import { readOrientation } from './exif-orientation.js'
import type { ImageHeader } from './image-header.js'

/** Reads IHDR, which must be the first chunk, and eXIf, which jimp does not know. A file without pixels is broken. */
export function readPngHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 33) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [header, ...chunks] = readChunks(bytes)
  if (header?.type !== 'IHDR' || header.end !== 33) return undefined
  if (!hasPixels(chunks)) return undefined
  const exif = chunks.findLast(({ type }) => type === 'eXIf')
  const orientation = exif ? readOrientation(bytes.subarray(exif.start + 8, exif.end - 4)) : 1
  return { width: view.getUint32(16), height: view.getUint32(20), orientation }
}

/** jimp draws a file without pixels as a blank picture. All pixel data must stand together. */
function hasPixels(chunks: readonly Chunk[]): boolean {
  const isPixels = ({ type }: Chunk) => type === 'IDAT'
  const run = chunks.slice(chunks.findIndex(isPixels), chunks.findLastIndex(isPixels) + 1)
  return run.every(isPixels) && run.some(({ start, end }) => end - start > 12)
}

/** The chunks of an animation, which make jimp refuse a picture whose first frame it could read. */
const animationChunks: ReadonlySet<string> = new Set(['acTL', 'fcTL', 'fdAT'])

/** A copy for jimp: without animation, and without anything behind the end of the picture. */
export function toStillPng(bytes: Uint8Array): Uint8Array {
  const kept = [bytes.subarray(0, 8)]
  for (const { type, start, end } of readChunks(bytes)) {
    if (!animationChunks.has(type)) kept.push(bytes.subarray(start, end))
  }
  const copy = new Uint8Array(kept.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of kept) {
    copy.set(part, offset)
    offset += part.length
  }
  return copy
}

interface Chunk {
  readonly type: string
  readonly start: number
  /** Behind the checksum; past the end of the file when that is cut. */
  readonly end: number
}

/** Every chunk up to IEND, by its place in the file. */
function readChunks(bytes: Uint8Array): readonly Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let start = 8; start + 12 <= bytes.length; ) {
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8))
    const end = start + 12 + view.getUint32(start)
    chunks.push({ type, start, end })
    if (type === 'IEND') break
    start = end
  }
  return chunks
}
