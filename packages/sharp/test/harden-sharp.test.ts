import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { defaultLimits as limits } from '@imageattach/core'
import { hardenSharp, sharpResizer } from '@imageattach/sharp'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { colourful } from './support/pictures.js'

describe('hardenSharp', () => {
  afterAll(() => sharp.unblock({ operation: ['VipsForeignLoad'] }))

  it('leaves the five raster formats and nothing else', async () => {
    const tiff = await colourful(20).tiff().toBuffer()

    await hardenSharp()

    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    await expect(sharp(svg).metadata()).rejects.toThrow()
    await expect(sharp(tiff).metadata()).rejects.toThrow()
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
      const input = await colourful(20).toFormat(format).toBuffer()
      const [image] = await sharpResizer().resize(input, [{ width: 10, height: 10, mimetype: 'image/png' }], { limits })
      expect(image?.width).toBe(10)
    }
  })

  it('keeps TIFF where it is asked for', async () => {
    const tiff = await colourful(20).tiff().toBuffer()

    await hardenSharp({ tiff: true })

    await expect(sharp(tiff).metadata()).resolves.toMatchObject({ format: 'tiff' })
  })

  it('does nothing before it is called', async () => {
    const program = `import sharp from 'sharp'
      await sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).metadata()`

    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname })
  })
})
