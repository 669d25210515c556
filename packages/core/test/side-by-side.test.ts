import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { sideBySide } from '../src/side-by-side.js'
import { Crowd } from './support/crowd.js'

const numbers = Array.from({ length: 20 }, (_, index) => index)

async function collect<T>(pairs: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const pair of pairs) all.push(pair)
  return all
}

describe('sideBySide', () => {
  it('gives each item with what came of it, in the order of the items, whichever was ready first', async () => {
    const pairs = await collect(
      sideBySide(numbers, 4, async number => {
        await setTimeout(number % 4 === 0 ? 10 : 0)
        return number * 2
      }),
    )

    expect(pairs).toEqual(numbers.map(number => [number, number * 2]))
  })

  it('works on as many as it may, and on no more', async () => {
    const crowd = new Crowd()

    await collect(sideBySide(numbers, 3, () => crowd.enter()))

    expect(crowd.most).toBe(3)
  })

  it('waits for what was begun when the loop is left, and begins no more', async () => {
    let [begun, ended] = [0, 0]
    const pairs = sideBySide(numbers, 4, async () => {
      begun += 1
      await setTimeout(begun * 2)
      ended += 1
    })

    for await (const _ of pairs) break

    expect([begun, ended]).toEqual([4, 4])
  })

  it('gives what came before a failure, then the failure, when all that was begun has ended', async () => {
    let [begun, ended] = [0, 0]
    const given: number[] = []
    const pairs = sideBySide(numbers, 4, async number => {
      begun += 1
      if (number === 2) throw new Error('number two')
      await setTimeout(5)
      ended += 1
    })

    const failed = (async () => {
      for await (const [number] of pairs) given.push(number)
    })()

    await expect(failed).rejects.toThrow('number two')
    expect(given).toEqual([0, 1])
    expect(ended).toBe(begun - 1)
    expect(begun).toBeLessThan(numbers.length)
  })
})
