import assert from 'node:assert/strict'
import { orientableTypes, orientedSample } from './exif.js'
import { assertQuarters, storedQuarters, turnedQuarters } from './quarters.js'
import { limits, png, type ResizerCase } from './support.js'

/** 0 and 9 are garbage, and mean 1. */
const orientations = [1, 2, 3, 4, 5, 6, 7, 8, 0, 9]

/** Sizes are told, and pictures made, as they are seen. */
export const orientationCases: readonly ResizerCase[] = orientableTypes.flatMap(mimetype =>
  orientations.map(
    (orientation): ResizerCase => ({
      name: `sets orientation ${orientation} of ${mimetype} upright`,
      needs: `input:${mimetype}`,
      run: async resizer => {
        const input = orientedSample(mimetype, orientation)
        const turned = orientation >= 5 && orientation <= 8
        const [width, height] = turned ? [32, 48] : [48, 32]

        const inspected = await resizer.inspect(input, { limits })
        const images = await resizer.resize(input, [png(width, height), png(width / 4, height / 4)], { limits })

        assert.deepEqual({ ...inspected }, { width, height, mimetype })
        for (const { bytes } of images) assertQuarters(bytes, turnedQuarters(storedQuarters, orientation))
      },
    }),
  ),
)
