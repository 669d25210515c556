import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { defaultLimits as limits } from '@imageattach/core'
import { jimpResizer } from '@imageattach/jimp'
import { Jimp } from 'jimp'
import { describe, expect, it } from 'vitest'

const built = new URL('../dist/index.js', import.meta.url)
const resizer = jimpResizer()

describe('jimpResizer', () => {
  it('does not hold up the event loop', async () => {
    const input = await new Jimp({ width: 1500, height: 1000, color: 0x336699ff }).getBuffer('image/jpeg')
    let longest = 0
    let last = performance.now()
    const clock = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)

    await resizer.resize(input, [{ width: 300, height: 200, mimetype: 'image/png' }], { limits })
    clearInterval(clock)

    expect(longest).toBeLessThan(400)
  })

  it('refuses more pixels than its own limit, where limits.maxPixels allows more', async () => {
    const input = await new Jimp({ width: 20, height: 20 }).getBuffer('image/png')

    await expect(jimpResizer({ maxPixels: 399 }).inspect(input, { limits })).rejects.toMatchObject({
      reason: 'too-many-pixels',
    })
  })

  it.each([
    [
      'a PNG without pixels',
      '89504e470d0a1a0a0000000d4948445200000400000005a9080600000000000000' + '0000000049454e44ae426082',
    ],
    ['a GIF whose frame lies off the canvas', '474946383961040004008000000000ffffff2c03000300040004000002028451003b'],
    ['a GIF without data', '47494638396102000200800000000000ffffff2c0000000002000200000200 3b'.replace(' ', '')],
    ['a JPEG of 60,000² pixels', 'ffd8ffc0001108ea60ea6003012200021101031101'],
    ['a JPEG whose scan comes before its size', 'ffd8ffda0008010100003f00ffd9'],
  ])('refuses %s by its header', async (_, hex) => {
    const input = new Uint8Array(Buffer.from(hex, 'hex'))

    const refusal = resizer.inspect(input, { limits })

    await expect(refusal).rejects.toMatchObject({ reason: expect.stringMatching(/corrupt|too-many-pixels/) })
  })

  // A process of its own runs what was built.
  it.skipIf(!existsSync(built))('does not keep the process alive once it has answered', async () => {
    const program = `import { jimpResizer } from ${JSON.stringify(built.href)}
      const { defaultLimits: limits } = await import('@imageattach/core')
      const { Jimp } = await import('jimp')
      const input = await new Jimp({ width: 9, height: 9 }).getBuffer('image/png')
      console.log((await jimpResizer().inspect(input, { limits })).width)`

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
      timeout: 4_000,
    })

    expect(stdout.trim()).toBe('9')
  })

  it.each([{ concurrency: 0 }, { quality: 0 }, { maxPixels: 0 }])('refuses %j', options => {
    expect(() => jimpResizer(options)).toThrow(RangeError)
  })
})
