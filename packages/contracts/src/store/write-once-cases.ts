import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { ImageKey, Store } from '@imageattach/core'
import { isImageAttachError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes, largeLength } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertHolds, assertSameBytes, assertUnavailable, listFiles, readFile } from './store-assertions.js'

/** Puts bytes, and looks again and again until the put has ended. */
async function watchPut(store: Store, key: ImageKey, bytes: Uint8Array, look: () => Promise<void>): Promise<void> {
  let isDone = false
  const putting = Promise.resolve(store.putFile(bytes, key)).finally(() => {
    isDone = true
  })
  try {
    while (!isDone) {
      await look()
      await setImmediate()
    }
  } finally {
    await putting
  }
}

/** The bytes of a file, or `undefined` as long as there is none. */
async function readIfPresent(store: Store, key: ImageKey): Promise<Uint8Array | undefined> {
  try {
    return await readFile(store, key)
  } catch (error) {
    if (isImageAttachError(error) && error.code === 'FILE_NOT_FOUND') return undefined
    throw error
  }
}

async function refusesOtherBytes(store: Store, first: Uint8Array, second: Uint8Array): Promise<void> {
  const key = exampleKey()
  await store.putFile(first, key)

  await assertUnavailable(() => store.putFile(second, key), 'conflict')

  await assertHolds(store, key, first)
}

/** A path is written once, and its file is seen whole or not at all. */
export const writeOnceCases: readonly ContractCase<Store>[] = [
  {
    name: 'accepts the same bytes for the same key again',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(1000)

      await store.putFile(bytes, key)
      await store.putFile(new Uint8Array(bytes), key)

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'refuses other bytes of the same length, and keeps the first',
    run: store => refusesOtherBytes(store, exampleBytes(1000, 1), exampleBytes(1000, 2)),
  },
  {
    name: 'refuses more bytes that begin alike, and keeps the first',
    run: store => refusesOtherBytes(store, exampleBytes(1000), exampleBytes(1001)),
  },
  {
    name: 'refuses fewer bytes that begin alike, and keeps the first',
    run: store => refusesOtherBytes(store, exampleBytes(1000), exampleBytes(0)),
  },
  {
    name: 'shows nothing of a file, or all of it, while it is being put',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(largeLength)

      await watchPut(store, key, bytes, async () => {
        const seen = await readIfPresent(store, key)
        if (seen !== undefined) assertSameBytes(seen, bytes)
      })

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'lists nothing of a file, or all of it, while it is being put',
    needs: 'list',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(largeLength)

      await watchPut(store, key, bytes, async () => {
        for (const { path, byteSize } of await listFiles(store, '')) {
          assert.deepEqual({ path, byteSize }, { path: key.path, byteSize: bytes.length })
        }
      })
    },
  },
  {
    name: 'keeps twenty files that are put at once',
    async run(store) {
      const files = Array.from({ length: 20 }, (_, index) => ({
        key: exampleKey(),
        bytes: exampleBytes(10_000 + index, index + 1),
      }))

      await Promise.all(files.map(({ bytes, key }) => store.putFile(bytes, key)))

      for (const { bytes, key } of files) await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'keeps one whole file when the same is put twenty times at once',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(100_000)

      await Promise.all(Array.from({ length: 20 }, () => store.putFile(bytes, key)))

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'keeps one of two different files that are put under one key at once, and refuses the other',
    async run(store) {
      const key = exampleKey()
      const candidates = [exampleBytes(100_000, 1), exampleBytes(90_000, 2)]

      const outcomes = await Promise.allSettled(candidates.map(bytes => store.putFile(bytes, key)))

      const winners = candidates.filter((_, index) => outcomes[index]?.status === 'fulfilled')
      assert.equal(winners.length, 1, 'the number of puts that succeeded')
      await assertHolds(store, key, winners[0] ?? new Uint8Array())
    },
  },
]
