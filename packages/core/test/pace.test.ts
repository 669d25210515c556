import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pace } from '../src/pace.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Milliseconds that pass until files of these lengths have had their turns. */
async function timeOf(pace: Pace, lengths: readonly number[], signal?: AbortSignal): Promise<number> {
  const started = performance.now()
  const done = (async () => {
    for (const length of lengths) {
      await pace.turn(signal)
      pace.spend(1, length)
    }
    return performance.now() - started
  })()
  await vi.runAllTimersAsync()
  return done
}

describe('Pace', () => {
  it('lets everything pass at once when it has no rate', async () => {
    expect(await timeOf(new Pace({}), [1, 1, 1])).toBe(0)
  })

  it('spreads files over time', async () => {
    expect(await timeOf(new Pace({ filesPerSecond: 10 }), [1, 1, 1, 1])).toBeCloseTo(300, 0)
  })

  it('lets the next file wait for the bytes of the one before', async () => {
    expect(await timeOf(new Pace({ bytesPerSecond: 1_000 }), [500, 250, 1])).toBeCloseTo(750, 0)
  })

  it('goes by the slower of two rates', async () => {
    const pace = new Pace({ filesPerSecond: 10, bytesPerSecond: 1_000 })

    expect(await timeOf(pace, [10, 500, 1])).toBeCloseTo(600, 0)
  })

  it('waits no longer when it is aborted', async () => {
    const pace = new Pace({ filesPerSecond: 0.001 })

    expect(await timeOf(pace, [1, 1], AbortSignal.abort())).toBe(0)
  })

  it.each([0, -1, Number.NaN])('refuses a rate of %d', rate => {
    expect(() => new Pace({ bytesPerSecond: rate })).toThrow(RangeError)
  })
})
