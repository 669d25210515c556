import { examplePng } from '@imageattach/contracts'

/** Numbers that look random, and are the same for the same seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** A picture that no other seed gives: larger than every thumbnail that is asked for. */
export function picture(seed: number): Uint8Array {
  const random = randomNumbers(seed)
  return examplePng(60 + random(200), 40 + random(100), random(256))
}
