import assert from 'node:assert/strict'
import { sniffMimetype } from '@imageattach/core'
import { decodePng } from './png.js'
import { sampleFile, sampleTypes } from './sample-files.js'
import { limits, png, type ResizerCase, resizeOne } from './support.js'

const ladder = [png(6, 4), png(30, 20), png(12, 8), png(24, 16)]

/** Exact sizes, in the order asked. */
export const sizeCases: readonly ResizerCase[] = [
  ...sampleTypes.map(
    (mimetype): ResizerCase => ({
      name: `tells size and type of ${mimetype}`,
      needs: `input:${mimetype}`,
      run: async resizer => {
        const inspected = await resizer.inspect(sampleFile(mimetype), { limits })

        assert.deepEqual({ ...inspected }, { width: 48, height: 32, mimetype })
      },
    }),
  ),
  ...sampleTypes.map(
    (mimetype): ResizerCase => ({
      name: `writes ${mimetype} in exactly the size asked`,
      needs: `output:${mimetype}`,
      run: async resizer => {
        const image = await resizeOne(resizer, sampleFile('image/png'), { width: 31, height: 17, mimetype })

        assert.equal(sniffMimetype(image.bytes), mimetype)
        assert.deepEqual([image.width, image.height, image.mimetype], [31, 17, mimetype])
        if (!resizer.inputs.includes(mimetype)) return
        const inspected = await resizer.inspect(image.bytes, { limits })
        assert.deepEqual({ ...inspected }, { width: 31, height: 17, mimetype })
      },
    }),
  ),
  {
    name: 'answers in the order asked, whatever the order of sizes',
    run: async resizer => {
      const images = await resizer.resize(sampleFile('image/png'), ladder, { limits })

      assert.deepEqual(
        images.map(sizeInside),
        ladder.map(({ width, height }) => [width, height]),
      )
    },
  },
  {
    name: 'makes the same size twice when it is asked twice',
    run: async resizer => {
      const images = await resizer.resize(sampleFile('image/png'), [png(12, 8), png(12, 8)], { limits })

      assert.deepEqual(images.map(sizeInside), [
        [12, 8],
        [12, 8],
      ])
    },
  },
  {
    name: 'takes sizes that contain neither one another nor the aspect of the source',
    run: async resizer => {
      const targets = [png(40, 3), png(3, 30), png(48, 1), png(1, 32)]

      const images = await resizer.resize(sampleFile('image/png'), targets, { limits })

      assert.deepEqual(images.map(sizeInside), [
        [40, 3],
        [3, 30],
        [48, 1],
        [1, 32],
      ])
    },
  },
  {
    name: 'enlarges, alone and beside reductions',
    run: async resizer => {
      const targets = [png(12, 8), png(96, 64), png(49, 32)]

      const images = await resizer.resize(sampleFile('image/png'), targets, { limits })

      assert.deepEqual(images.map(sizeInside), [
        [12, 8],
        [96, 64],
        [49, 32],
      ])
    },
  },
  {
    name: 'reduces to a single pixel, and enlarges one',
    run: async resizer => {
      const pixel = await resizeOne(resizer, sampleFile('image/png'), png(1, 1))
      const enlarged = await resizeOne(resizer, pixel.bytes, png(5, 3))

      assert.deepEqual(
        [sizeInside(pixel), sizeInside(enlarged)],
        [
          [1, 1],
          [5, 3],
        ],
      )
    },
  },
  {
    name: 'answers no target with no picture',
    run: async resizer => {
      assert.deepEqual(await resizer.resize(sampleFile('image/png'), [], { limits }), [])
    },
  },
  ...[
    png(0, 4),
    png(4, -1),
    png(1.5, 4),
    png(Number.NaN, 4),
    png(4, 4, { quality: 0 }),
    png(4, 4, { mimetype: 'text/html' }),
  ].map(
    (target): ResizerCase => ({
      name: `refuses ${target.width}×${target.height} ${target.mimetype} of quality ${target.quality} as misuse`,
      run: async resizer => {
        await assert.rejects(resizer.resize(sampleFile('image/png'), [target], { limits }), RangeError)
      },
    }),
  ),
]

function sizeInside({ bytes }: { readonly bytes: Uint8Array }): readonly number[] {
  const { width, height } = decodePng(bytes)
  return [width, height]
}
