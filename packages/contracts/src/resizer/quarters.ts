import assert from 'node:assert/strict'
import { decodePng, type Pixels } from './png.js'

/** Red, green, blue. */
export type Colour = readonly [number, number, number]

/** The four quarters of a picture, in reading order. */
export type Quarters = readonly [Colour, Colour, Colour, Colour]

export const red: Colour = [220, 40, 40]
export const green: Colour = [40, 180, 60]
export const blue: Colour = [40, 60, 200]
export const yellow: Colour = [230, 210, 50]

/** The quarters of every sample, as they are stored. */
export const storedQuarters: Quarters = [red, green, blue, yellow]

/** A picture of four plain quarters: any turn, mirror or mix-up of channels shows. */
export function quarters(width: number, height: number, colours: Quarters = storedQuarters): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const quarter = (y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0)
      data.set(colours[quarter as 0 | 1 | 2 | 3], (y * width + x) * 3)
    }
  }
  return { width, height, channels: 3, data }
}

/** What is seen when the stored quarters are turned as EXIF orientation 1–8 tells. */
export function turnedQuarters([a, b, c, d]: Quarters, orientation: number): Quarters {
  const turned: Readonly<Record<number, Quarters>> = {
    2: [b, a, d, c],
    3: [d, c, b, a],
    4: [c, d, a, b],
    5: [a, c, b, d],
    6: [c, a, d, b],
    7: [d, b, c, a],
    8: [b, d, a, c],
  }
  return turned[orientation] ?? [a, b, c, d]
}

/** Fails unless the middle of each quarter of a PNG has its colour, give or take what lossy formats lose. */
export function assertQuarters(png: Uint8Array, expected: Quarters, tolerance = 24): void {
  const picture = decodePng(png)
  const found = [0, 1, 2, 3].map(quarter => meanColour(picture, quarter % 2, quarter >> 1))
  for (const [quarter, colour] of expected.entries()) {
    for (const [channel, value] of colour.entries()) {
      const difference = Math.abs((found[quarter]?.[channel] ?? Number.NaN) - value)
      assert.ok(difference <= tolerance, `quarters must be ${format(expected)}, not ${format(found)}`)
    }
  }
}

/** The mean over the inner part of a quarter, away from its edges. */
function meanColour(picture: Pixels, column: number, row: number): readonly number[] {
  const sums = [0, 0, 0]
  let count = 0
  const inner = (size: number, part: number) =>
    [Math.floor(size * (part * 0.5 + 0.15)), Math.max(Math.ceil(size * (part * 0.5 + 0.35)), 1)] as const
  const [left, right] = inner(picture.width, column)
  const [top, bottom] = inner(picture.height, row)
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * picture.width + x) * picture.channels
      const grey = picture.channels < 3
      for (const channel of [0, 1, 2])
        sums[channel] = (sums[channel] ?? 0) + (picture.data[at + (grey ? 0 : channel)] ?? 0)
      count += 1
    }
  }
  return sums.map(sum => Math.round(sum / count))
}

function format(colours: readonly (readonly number[])[]): string {
  return colours.map(colour => colour.join(',')).join(' | ')
}
