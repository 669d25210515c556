import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Uncompressed pixels, row by row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha. */
  readonly channels: 1 | 2 | 3 | 4
  readonly data: Uint8Array
}

export interface EncodePngOptions {
  /** 16 repeats each byte. Default 8. */
  readonly depth?: 8 | 16
  /** Written between header and pixels. */
  readonly chunks?: readonly Uint8Array[]
  /** zlib's; default 6. */
  readonly level?: number
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const

/** Writes a plain PNG, so that the contract needs no image library of its own. */
export function encodePng(pixels: Pixels, options: EncodePngOptions = {}): Uint8Array {
  const { depth = 8, chunks = [], level = 6 } = options
  const rows = depth === 8 ? pixels.data : pixels.data.reduce(doubled, new Uint8Array(pixels.data.length * 2))
  const rowLength = (pixels.width * pixels.channels * depth) / 8
  const raw = new Uint8Array((rowLength + 1) * pixels.height)
  for (let y = 0; y < pixels.height; y += 1) {
    raw.set(rows.subarray(y * rowLength, (y + 1) * rowLength), y * (rowLength + 1) + 1)
  }
  return concatenate([
    signature,
    pngHeader(pixels.width, pixels.height, colourTypes[pixels.channels], depth),
    ...chunks,
    pngChunk('IDAT', deflateSync(raw, { level })),
    pngChunk('IEND', new Uint8Array()),
  ])
}

/** A PNG that promises pixels and ends before the first. */
export function encodeEmptyPng(width: number, height: number): Uint8Array {
  const idat = pngChunk('IDAT', deflateSync(new Uint8Array()))
  return concatenate([signature, pngHeader(width, height, 2, 8), idat, pngChunk('IEND', new Uint8Array())])
}

function doubled(target: Uint8Array, byte: number, index: number): Uint8Array {
  target[index * 2] = byte
  target[index * 2 + 1] = byte
  return target
}

function pngHeader(width: number, height: number, colourType: number, depth: number): Uint8Array {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header[8] = depth
  header[9] = colourType
  return pngChunk('IHDR', header)
}

/** A chunk with its length and checksum. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(12 + data.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  for (const [index, character] of Array.from(type).entries()) chunk[4 + index] = character.charCodeAt(0)
  chunk.set(data, 8)
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)))
  return chunk
}

/** Reads what resizers write: 8 bits, no interlace, any colour type; palettes are resolved. */
export function decodePng(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const [depth, colourType] = [bytes[24] ?? 0, bytes[25] ?? 0]
  if (bytes[28] !== 0 || (depth !== 8 && colourType !== 3)) throw new Error('The contract reads plain 8-bit PNG only')
  const chunks = readChunks(bytes)
  const channels = ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const)[colourType as 0 | 2 | 3 | 4 | 6]
  const data = unfilter(
    inflateSync(concatenate(chunks.get('IDAT') ?? [])),
    Math.ceil((width * channels * depth) / 8),
    height,
    channels,
  )
  if (colourType !== 3) return { width, height, channels, data }
  const palette = concatenate(chunks.get('PLTE') ?? [])
  return {
    width,
    height,
    channels: 4,
    data: resolvePalette(data, width, height, depth, palette, concatenate(chunks.get('tRNS') ?? [])),
  }
}

function readChunks(bytes: Uint8Array): ReadonlyMap<string, Uint8Array[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks = new Map<string, Uint8Array[]>()
  for (let offset = 8; offset + 12 <= bytes.length; ) {
    const length = view.getUint32(offset)
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8))
    const data = bytes.subarray(offset + 8, offset + 8 + length)
    chunks.set(type, [...(chunks.get(type) ?? []), data])
    offset += 12 + length
  }
  return chunks
}

/** Undoes the filters of PNG: each byte was stored as a difference from its neighbours. */
function unfilter(raw: Uint8Array, rowLength: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(rowLength * height)
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (rowLength + 1)] ?? 0
    for (let x = 0; x < rowLength; x += 1) {
      const left = x >= step ? (out[y * rowLength + x - step] ?? 0) : 0
      const up = y > 0 ? (out[(y - 1) * rowLength + x] ?? 0) : 0
      const corner = x >= step && y > 0 ? (out[(y - 1) * rowLength + x - step] ?? 0) : 0
      out[y * rowLength + x] = (raw[y * (rowLength + 1) + 1 + x] ?? 0) + predict(filter, left, up, corner)
    }
  }
  return out
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const estimate = left + up - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

function resolvePalette(
  data: Uint8Array,
  width: number,
  height: number,
  depth: number,
  palette: Uint8Array,
  alpha: Uint8Array,
): Uint8Array {
  const out = new Uint8Array(width * height * 4)
  const rowLength = Math.ceil((width * depth) / 8)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth
      const byte = data[y * rowLength + (bit >> 3)] ?? 0
      const index = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
      out.set([...palette.subarray(index * 3, index * 3 + 3), alpha[index] ?? 255], (y * width + x) * 4)
    }
  }
  return out
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
