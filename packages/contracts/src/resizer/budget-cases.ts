import assert from 'node:assert/strict'
import { encodePng } from './png.js'
import { quarters } from './quarters.js'
import { sampleFile } from './sample-files.js'
import { assertInvalid, limits, png, type ResizerCase } from './support.js'

/** Nobody waits longer than they said. */
export const budgetCases: readonly ResizerCase[] = [
  {
    name: 'gives up after limits.timeout',
    run: async resizer => {
      const short = { ...limits, timeout: 1 }

      await assertInvalid(resizer.inspect(large(), { limits: short }), 'timeout')
      await assertInvalid(resizer.resize(large(), [png(600, 400)], { limits: short }), 'timeout')
    },
  },
  {
    name: 'starts nothing for a signal that has fired, and rejects with its reason',
    run: async resizer => {
      const reason = new Error('changed my mind')
      const signal = AbortSignal.abort(reason)

      await assert.rejects(resizer.inspect(sampleFile('image/png'), { limits, signal }), error => error === reason)
      await assert.rejects(
        resizer.resize(sampleFile('image/png'), [png(4, 4)], { limits, signal }),
        error => error === reason,
      )
    },
  },
  {
    name: 'stops for a signal that fires meanwhile, and works on afterwards',
    run: async resizer => {
      const reason = new Error('changed my mind')
      const controller = new AbortController()

      const inspecting = resizer.inspect(large(), { limits, signal: controller.signal })
      const resizing = resizer.resize(large(), [png(600, 400)], { limits, signal: controller.signal })
      setImmediate(() => controller.abort(reason))

      await Promise.all([
        assert.rejects(inspecting, error => error === reason),
        assert.rejects(resizing, error => error === reason),
      ])
      await resizer.inspect(sampleFile('image/png'), { limits })
    },
  },
  {
    name: 'finishes a crowd',
    run: async resizer => {
      const crowd = Array.from({ length: 20 }, () => resizer.resize(sampleFile('image/png'), [png(12, 8)], { limits }))

      const answers = await Promise.all(crowd)

      assert.ok(answers.every(images => images.length === 1))
    },
  },
]

let cached: Uint8Array | undefined

/** Takes any decoder some milliseconds. */
function large(): Uint8Array {
  cached ??= encodePng(quarters(3000, 2000), { level: 1 })
  return cached
}
