import { encodeEmptyPng, encodePng } from './png.js'
import { quarters } from './quarters.js'
import { sampleFile, sampleTypes } from './sample-files.js'
import { assertInvalid, limits, png, type ResizerCase } from './support.js'

/** Broken and foreign bytes are refused with a reason, by both methods. */
export const rejectionCases: readonly ResizerCase[] = [
  ...sampleTypes.flatMap(mimetype =>
    [0.35, 0.5].map(
      (share): ResizerCase => ({
        name: `refuses ${mimetype} that is cut at ${share * 100} %`,
        needs: `input:${mimetype}`,
        run: async resizer => {
          const sample = sampleFile(mimetype)
          const cut = sample.slice(0, Math.floor(sample.length * share))

          await assertInvalid(resizer.inspect(cut, { limits }), 'corrupt')
          await assertInvalid(resizer.resize(cut, [png(12, 8), png(6, 4)], { limits }), 'corrupt')
        },
      }),
    ),
  ),
  {
    name: 'refuses a PNG that lacks its last pixels',
    run: async resizer => {
      const whole = encodePng(quarters(600, 400), { level: 0 })
      const cut = whole.slice(0, whole.length - 1000)

      await assertInvalid(resizer.inspect(cut, { limits }), 'corrupt')
    },
  },
  ...Object.entries({
    'no bytes': '',
    'one byte': 'x',
    text: 'This is no picture at all, and never was one.',
    SVG: '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
  }).map(
    ([what, content]): ResizerCase => ({
      name: `refuses ${what}`,
      run: async resizer => {
        const input = new TextEncoder().encode(content)
        if (what === 'SVG' && resizer.inputs.includes('image/svg+xml')) return

        await assertInvalid(resizer.inspect(input, { limits }), 'empty', 'unsupported', 'corrupt')
        await assertInvalid(resizer.resize(input, [png(4, 4)], { limits }), 'empty', 'unsupported', 'corrupt')
      },
    }),
  ),
  {
    name: 'refuses too many pixels by the header, before any pixel is decoded',
    run: async resizer => {
      // There are no pixels behind the header: who decodes first says "corrupt".
      const promise = encodeEmptyPng(30_000, 30_000)

      await assertInvalid(resizer.inspect(promise, { limits }), 'too-many-pixels')
      await assertInvalid(resizer.resize(promise, [png(4, 4)], { limits }), 'too-many-pixels')
    },
  },
  {
    name: 'keeps to limits.maxPixels, for the source and for targets',
    run: async resizer => {
      const input = sampleFile('image/png')
      const exact = { ...limits, maxPixels: 48 * 32 }
      const below = { ...limits, maxPixels: 48 * 32 - 1 }

      await resizer.inspect(input, { limits: exact })
      await assertInvalid(resizer.inspect(input, { limits: below }), 'too-many-pixels')
      await assertInvalid(resizer.resize(input, [png(4, 4)], { limits: below }), 'too-many-pixels')
      await assertInvalid(resizer.resize(input, [png(49, 32)], { limits: exact }), 'too-many-pixels')
    },
  },
  {
    name: 'works on after it has refused something',
    run: async resizer => {
      await assertInvalid(resizer.inspect(sampleFile('image/png').slice(0, 60), { limits }), 'corrupt')

      await resizer.inspect(sampleFile('image/png'), { limits })
    },
  },
]
