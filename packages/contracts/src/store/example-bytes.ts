/** The length of a file that a store has to move in several pieces. */
export const largeLength = 3_000_000

/** Bytes that look random and are the same for the same seed: every value occurs, and no two places are alike. */
export function exampleBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed * 2_654_435_761 || 1
  for (let index = 0; index < length; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state & 0xff
  }
  return bytes
}
