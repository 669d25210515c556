import assert from 'node:assert/strict'
import type { ResizeKernel } from '@imageattach/core'
import { decodePng, encodePng, type Pixels } from './png.js'
import { assertQuarters, blue, green, quarters, red, storedQuarters, yellow } from './quarters.js'
import { sampleFile, sampleTypes } from './sample-files.js'
import { limits, png, type ResizerCase, resizeOne } from './support.js'

const kernels: readonly ResizeKernel[] = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3']

/** Colours stay what they were. */
export const pixelCases: readonly ResizerCase[] = [
  ...sampleTypes.map(
    (mimetype): ResizerCase => ({
      name: `keeps the colours of ${mimetype}`,
      needs: `input:${mimetype}`,
      run: async resizer => {
        const images = await resizer.resize(sampleFile(mimetype), [png(24, 16), png(12, 8)], { limits })

        for (const { bytes } of images) assertQuarters(bytes, storedQuarters)
      },
    }),
  ),
  ...sampleTypes
    .filter(mimetype => mimetype !== 'image/png')
    .map(
      (mimetype): ResizerCase => ({
        name: `keeps colours when it writes ${mimetype}`,
        needs: `output:${mimetype}`,
        run: async resizer => {
          const image = await resizeOne(resizer, sampleFile('image/png'), { width: 48, height: 32, mimetype })
          if (!resizer.inputs.includes(mimetype)) return
          const back = await resizeOne(resizer, image.bytes, png(48, 32))

          assertQuarters(back.bytes, storedQuarters, 40)
        },
      }),
    ),
  {
    name: 'takes every kernel, several in one call',
    run: async resizer => {
      const targets = kernels.flatMap(kernel => [png(24, 16, { kernel }), png(8, 6, { kernel })])

      const images = await resizer.resize(sampleFile('image/png'), targets, { limits })

      for (const { bytes } of images) assertQuarters(bytes, storedQuarters)
    },
  },
  {
    name: 'reads 16 bits a channel',
    run: async resizer => {
      const input = encodePng(quarters(48, 32), { depth: 16 })

      assertQuarters((await resizeOne(resizer, input, png(24, 16))).bytes, storedQuarters)
    },
  },
  {
    name: 'reads grey',
    run: async resizer => {
      const levels = [30, 100, 170, 240]
      const data = Uint8Array.from({ length: 48 * 32 }, (_, at) => levels[quarterOf(at, 48, 32)] ?? 0)

      const image = await resizeOne(resizer, encodePng({ width: 48, height: 32, channels: 1, data }), png(24, 16))

      assertQuarters(image.bytes, [
        [30, 30, 30],
        [100, 100, 100],
        [170, 170, 170],
        [240, 240, 240],
      ])
    },
  },
  {
    name: 'keeps transparency',
    run: async resizer => {
      const images = await resizer.resize(encodePng(halfTransparent()), [png(24, 16), png(12, 8)], { limits })

      for (const { bytes } of images) {
        const { width, height, channels, data } = decodePng(bytes)
        const middle = width * (height >> 1)
        assert.ok(channels === 2 || channels === 4, 'the picture must have an alpha channel')
        assert.ok((data[(middle + 1) * channels + channels - 1] ?? 255) < 16, 'the left must be transparent')
        assert.ok((data[(middle + width - 2) * channels + channels - 1] ?? 0) > 240, 'the right must be opaque')
      }
    },
  },
  {
    name: 'lays transparency on white in JPEG',
    needs: 'output:image/jpeg',
    run: async resizer => {
      const jpeg = await resizeOne(resizer, encodePng(halfTransparent()), {
        width: 48,
        height: 32,
        mimetype: 'image/jpeg',
      })
      const back = await resizeOne(resizer, jpeg.bytes, png(48, 32))

      assertQuarters(back.bytes, [[255, 255, 255], red, [255, 255, 255], red])
    },
  },
  {
    name: 'mixes up nothing when several pictures are worked on at once',
    run: async resizer => {
      const [a, b, c, d] = [red, green, blue, yellow]
      const turns = [
        [a, b, c, d],
        [b, c, d, a],
        [c, d, a, b],
        [d, a, b, c],
        [d, c, b, a],
        [a, a, b, b],
      ] as const

      await Promise.all(
        turns.map(async colours => {
          const images = await resizer.resize(encodePng(quarters(96, 64, colours)), [png(48, 32), png(12, 8)], {
            limits,
          })
          for (const { bytes } of images) assertQuarters(bytes, colours)
        }),
      )
    },
  },
  ...sampleTypes.map(
    (mimetype): ResizerCase => ({
      name: `leaves the caller's ${mimetype} as it was, in memory that holds other things, too`,
      needs: `input:${mimetype}`,
      run: async resizer => {
        const sample = sampleFile(mimetype)
        const memory = new Uint8Array(sample.length + 64).fill(0xa5)
        memory.set(sample, 32)
        const before = memory.slice()
        // A Buffer as well: its slice() is no copy.
        const inputs = [memory.subarray(32, 32 + sample.length), Buffer.from(memory.buffer, 32, sample.length)]

        for (const input of inputs) {
          await resizer.inspect(input, { limits })
          await resizer.resize(input, [png(12, 8), png(6, 4)], { limits })

          assert.equal(input.length, sample.length, 'the bytes must not be taken away from the caller')
        }
        assert.deepEqual(memory, before)
      },
    }),
  ),
]

function quarterOf(at: number, width: number, height: number): number {
  return (at >= (width * height) / 2 ? 2 : 0) + (at % width >= width / 2 ? 1 : 0)
}

function halfTransparent(): Pixels {
  const data = new Uint8Array(48 * 32 * 4)
  for (let at = 0; at < 48 * 32; at += 1) data.set(at % 48 < 24 ? [0, 0, 0, 0] : [...red, 255], at * 4)
  return { width: 48, height: 32, channels: 4, data }
}
