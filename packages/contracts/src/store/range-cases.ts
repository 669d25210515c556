import type { ByteRange, Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes, largeLength } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertMisuse, assertSameBytes, readFile } from './store-assertions.js'

function rangeCase(name: string, range: ByteRange, length: number): ContractCase<Store> {
  return {
    name,
    needs: 'range',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(length)
      await store.putFile(bytes, key)

      const part = await readFile(store, key, { range })

      assertSameBytes(part, bytes.subarray(range.start, (range.end ?? length) + 1))
    },
  }
}

function misuseCase(name: string, ranges: readonly ByteRange[]): ContractCase<Store> {
  return {
    name,
    needs: 'range',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(100), key)

      for (const range of ranges) {
        await assertMisuse(() => store.getFile(key, { range }), `range ${range.start}-${range.end}`)
      }
    },
  }
}

/** Parts of a file, both ends included. */
export const rangeCases: readonly ContractCase<Store>[] = [
  rangeCase('gives the first bytes of a file', { start: 0, end: 9 }, 100),
  rangeCase('gives a single byte', { start: 50, end: 50 }, 100),
  rangeCase('gives the last byte', { start: 99, end: 99 }, 100),
  rangeCase('gives a part from the middle of a large file', { start: 999_999, end: 2_500_000 }, largeLength),
  rangeCase('gives the rest of a file when a range has no end', { start: 40 }, 100),
  rangeCase('gives the rest of a file when a range ends past it', { start: 40, end: 5000 }, 100),
  misuseCase('refuses a range that no file has', [
    { start: -1 },
    { start: 0.5 },
    { start: Number.NaN },
    { start: 5, end: 4 },
    { start: 0, end: Number.POSITIVE_INFINITY },
  ]),
  misuseCase('refuses a range that starts past the file', [{ start: 100 }, { start: 5000, end: 6000 }]),
]
