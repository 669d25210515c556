import { defaultLimits, type ResizeTarget } from '@imageattach/core'
import { sharpResizer } from '@imageattach/sharp'
import sharp from 'sharp'

export const widths = [1024, 512, 256, 128, 64] as const

const quality = 80

/** Upright size of a picture. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Makes the ladder of one file; results are in the order of {@link widths}. */
export type Way = (input: Uint8Array, targets: readonly ResizeTarget[]) => Promise<readonly Uint8Array[]>

export function ladderTargets({ width, height }: Size): readonly ResizeTarget[] {
  return widths.map(rung => ({
    width: rung,
    height: Math.max(1, Math.trunc((height * rung) / width)),
    mimetype: 'image/jpeg',
    quality,
  }))
}

function pipeline(input: Uint8Array, { width, height }: ResizeTarget) {
  return sharp(input).autoOrient().resize({ width, height, fit: 'fill' }).jpeg({ quality })
}

const limits = { ...defaultLimits, maxBytes: Number.MAX_SAFE_INTEGER, timeout: 60_000 }
const resizer = sharpResizer({ quality })

/** Each way is what a user of it would write. They all read the size first, since the heights depend on it. */
export const ways: Readonly<Record<string, Way>> = {
  'naive: one pipeline per size, in sequence': async (input, targets) => {
    await sharp(input).metadata()
    const results: Uint8Array[] = []
    for (const target of targets) results.push(await pipeline(input, target).toBuffer())
    return results
  },
  'Promise.all': async (input, targets) => {
    await sharp(input).metadata()
    return Promise.all(targets.map(target => pipeline(input, target).toBuffer()))
  },
  'clone()': async (input, targets) => {
    await sharp(input).metadata()
    const source = sharp(input).autoOrient()
    return Promise.all(
      targets.map(({ width, height }) =>
        source.clone().resize({ width, height, fit: 'fill' }).jpeg({ quality }).toBuffer(),
      ),
    )
  },
  imageattach: async (input, targets) => (await resizer.resize(input, targets, { limits })).map(({ bytes }) => bytes),
  'bound: decode and largest resize, nothing encoded': async (input, targets) => {
    await sharp(input).metadata()
    const [{ width, height } = { width: 1, height: 1 }] = targets
    await sharp(input, { ignoreIcc: true }).autoOrient().resize({ width, height, fit: 'fill' }).raw().toBuffer()
    return []
  },
}

export const naive = 'naive: one pipeline per size, in sequence'
export const ours = 'imageattach'

/** What {@link ours} asks first of every upload. */
export async function inspect(input: Uint8Array): Promise<Size> {
  return resizer.inspect(input, { limits })
}
