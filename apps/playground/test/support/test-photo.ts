import sharp from 'sharp'

/** A picture with enough in it that it does not compress to nothing. */
export function testPhoto(format: 'jpeg' | 'png' = 'jpeg', width = 600, height = 400): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3)
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 31 + (index >> 9) * 17) % 256
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer()
}
