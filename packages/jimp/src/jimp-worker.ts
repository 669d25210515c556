/**
 * Runs in a thread of its own: jimp is pure JavaScript and would hold up the event loop for seconds.
 * This module imports nothing of this package but types, so that it can be started from its source, too.
 */
import { parentPort } from 'node:worker_threads'
import type { ResizedImage } from '@imageattach/core'
import { Jimp, ResizeStrategy } from 'jimp'
import type { WorkerRequest, WorkerResponse, WorkerStep } from './worker-messages.js'

type Picture = Awaited<ReturnType<typeof Jimp.fromBuffer>>

// omggif reports a frame that ends too early only by a line on the console, and fills the rest with nothing.
const warnings: string[] = []
console.log = (...parts: readonly unknown[]) => {
  warnings.push(parts.join(' '))
}

parentPort?.on('message', async (request: WorkerRequest) => {
  const response = await answer(request)
  const buffers = 'images' in response ? response.images.map(({ bytes }) => bytes.buffer as ArrayBuffer) : []
  parentPort?.postMessage(response, buffers)
})

async function answer(request: WorkerRequest): Promise<WorkerResponse> {
  let source: Picture
  try {
    source = await decode(request)
  } catch (error) {
    return { problem: 'decode', message: messageOf(error) }
  }
  const { width, height } = source
  try {
    return { inspected: { width, height }, images: await resizeAll(source, request) }
  } catch (error) {
    return { problem: 'encode', message: messageOf(error) }
  }
}

async function decode({ input, orientation }: WorkerRequest): Promise<Picture> {
  warnings.length = 0
  const picture = await Jimp.fromBuffer(Buffer.from(input.buffer, input.byteOffset, input.byteLength), {
    // The pixels were counted before; jpeg-js would otherwise fill a file that breaks off with grey.
    'image/jpeg': { tolerantDecoding: false, maxResolutionInMP: 1000, maxMemoryUsageInMB: 2048 },
  })
  const short = warnings.find(warning => warning.includes('shorter than expected'))
  if (short !== undefined) throw new Error(short)
  return orientation === 1 ? picture : turn(picture, orientation)
}

async function resizeAll(source: Picture, { steps = [], quality }: WorkerRequest): Promise<readonly ResizedImage[]> {
  const pictures = new Map<number, Picture>()
  const images: ResizedImage[] = []
  for (const step of steps) {
    const from = step.from === undefined ? source : pictures.get(step.from)
    if (from === undefined) throw new Error(`Step ${step.index} comes before the one that it needs`)
    const picture = resize(from, step)
    pictures.set(step.index, picture)
    images[step.index] = await encode(picture, step, quality)
  }
  return images
}

/**
 * jimp has no Lanczos. Its default averages areas when it reduces and is the only one of its methods that weighs
 * colours by their opacity, so that it stands for every kernel but `nearest`.
 */
function resize(picture: Picture, { target }: WorkerStep): Picture {
  const size = { w: target.width, h: target.height }
  // Shares the pixels, which resize replaces and does not touch; clone() would copy them.
  const copy = new Jimp({ ...picture.bitmap }) as Picture
  copy.resize(target.kernel === 'nearest' ? { ...size, mode: ResizeStrategy.NEAREST_NEIGHBOR } : size)
  return copy
}

async function encode(picture: Picture, { target }: WorkerStep, quality: number): Promise<ResizedImage> {
  const { width, height, mimetype } = target
  const encoded = await encodeAs(picture, mimetype, target.quality ?? quality)
  // A copy of its own: the buffer may be a part of a larger one, which cannot be handed over.
  return { bytes: Uint8Array.from(encoded), width, height, mimetype }
}

async function encodeAs(picture: Picture, mimetype: string, quality: number): Promise<Uint8Array> {
  if (mimetype === 'image/jpeg') return layOnWhite(picture.clone() as Picture).getBuffer('image/jpeg', { quality })
  // getBuffer reduces the colours of a GIF in place.
  if (mimetype === 'image/gif') return (picture.clone() as Picture).getBuffer('image/gif')
  return picture.getBuffer('image/png', { colorType: isOpaque(picture) ? 2 : 6 })
}

function layOnWhite(picture: Picture): Picture {
  const { data } = picture.bitmap
  for (let at = 0; at < data.length; at += 4) {
    const opacity = (data[at + 3] ?? 255) / 255
    if (opacity === 1) continue
    for (let channel = at; channel < at + 3; channel += 1) {
      data[channel] = Math.round((data[channel] ?? 0) * opacity + 255 * (1 - opacity))
    }
    data[at + 3] = 255
  }
  return picture
}

function isOpaque({ bitmap: { data } }: Picture): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false
  return true
}

/** Turns and mirrors as EXIF orientation 2–8 tells. */
function turn(picture: Picture, orientation: number): Picture {
  const { width, height, data } = picture.bitmap
  const source = new Uint32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
  const target = new Uint32Array(source.length)
  const swapped = orientation >= 5
  const newWidth = swapped ? height : width
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const mirroredX = width - 1 - x
      const mirroredY = height - 1 - y
      const [newX, newY] = ([
        [x, y],
        [mirroredX, y],
        [mirroredX, mirroredY],
        [x, mirroredY],
        [y, x],
        [mirroredY, x],
        [mirroredY, mirroredX],
        [y, mirroredX],
      ][orientation - 1] ?? [x, y]) as [number, number]
      target[newY * newWidth + newX] = source[y * width + x] ?? 0
    }
  }
  picture.bitmap.data = Buffer.from(target.buffer)
  picture.bitmap.width = newWidth
  picture.bitmap.height = swapped ? width : height
  return picture
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
