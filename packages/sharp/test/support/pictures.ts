import sharp, { type Sharp } from 'sharp'

/** A square of smooth, saturated colours with a fine pattern on top. */
export function colourful(side: number): Sharp {
  const data = new Uint8Array(side * side * 3)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const pattern = 20 * Math.sin((x * y) / side / 3)
      data.set(
        [(x / side) * 255, (y / side) * 255, 128 + 127 * Math.sin((x + y) / 40)].map(value =>
          Math.max(0, Math.min(255, value + pattern)),
        ),
        (y * side + x) * 3,
      )
    }
  }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
}

export function rawPixels(pipeline: Sharp): Promise<Uint8Array> {
  return pipeline.removeAlpha().toColourspace('srgb').raw().toBuffer()
}

/** Peak signal-to-noise ratio in dB; infinite for equal pixels. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} bytes are no pictures of one size`)
  const squares = a.reduce((sum, value, index) => sum + (value - (b[index] ?? 0)) ** 2, 0)
  return 10 * Math.log10((255 * 255 * a.length) / squares)
}
