import assert from 'node:assert/strict'
import type { Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes, largeLength } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertHolds, assertSameBytes, readStream } from './store-assertions.js'

async function putsAndGets(store: Store, bytes: Uint8Array): Promise<void> {
  const key = exampleKey()

  await store.putFile(bytes, key)

  await assertHolds(store, key, bytes)
}

/** What was put comes back. */
export const roundTripCases: readonly ContractCase<Store>[] = [
  {
    name: 'has a name that rows can hold: lower-case letters, digits, "_" and "-", at most 64',
    async run(store) {
      assert.match(store.name, /^[a-z0-9][a-z0-9_-]{0,63}$/)
    },
  },
  { name: 'returns a file of no bytes', run: store => putsAndGets(store, new Uint8Array(0)) },
  { name: 'returns a file of one byte', run: store => putsAndGets(store, exampleBytes(1)) },
  {
    name: 'returns every value of a byte as it was',
    run: store =>
      putsAndGets(
        store,
        Uint8Array.from({ length: 512 }, (_, index) => index % 256),
      ),
  },
  { name: 'returns a large file byte for byte', run: store => putsAndGets(store, exampleBytes(largeLength)) },
  {
    name: 'writes only the part that a view shows of its buffer',
    run: store => putsAndGets(store, exampleBytes(1000).subarray(100, 200)),
  },
  {
    name: 'returns a file that was put as reproducible',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(1000)

      await store.putFile(bytes, key, { reproducible: true })

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'keeps a file for the longest path',
    async run(store) {
      const folders = Array.from({ length: 6 }, () => 'f'.repeat(64)).join('/')
      const key = exampleKey({ path: `${folders}/${'n'.repeat(118)}.jpg` })
      const bytes = exampleBytes(100)

      await store.putFile(bytes, key)

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'streams a large file in several chunks of at most one MiB',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(largeLength), key)

      const lengths: number[] = []
      for await (const chunk of await store.getFile(key)) lengths.push(chunk.length)

      assert.ok(lengths.length > 1, 'more than one chunk')
      assert.ok(Math.max(...lengths) <= 1024 * 1024, `chunks of at most one MiB, not ${Math.max(...lengths)} bytes`)
    },
  },
  {
    name: 'keeps the file when the caller changes its buffer afterwards',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(1000)
      const given = new Uint8Array(bytes)

      await store.putFile(given, key)
      given.fill(0)

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'keeps the file when a reader changes the chunks it was given',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(1000)
      await store.putFile(bytes, key)

      for await (const chunk of await store.getFile(key)) chunk.fill(0)

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'hands out memory of each file alone, which a reader may give away',
    async run(store) {
      const files = Array.from({ length: 4 }, (_, index) => ({ key: exampleKey(), bytes: exampleBytes(100 + index) }))
      await Promise.all(files.map(({ key, bytes }) => store.putFile(bytes, key)))
      const streams = await Promise.all(files.map(({ key }) => store.getFile(key)))
      const [given = [], ...kept] = await Promise.all(streams.map(chunksOf))

      // Memory that threads share cannot be given away.
      for (const { buffer } of given) if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] })

      for (const [index, chunks] of kept.entries()) {
        assertSameBytes(new Uint8Array(Buffer.concat(chunks)), files[index + 1]?.bytes ?? new Uint8Array())
      }
    },
  },
  {
    name: 'serves two readers of one file at once',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(largeLength)
      await store.putFile(bytes, key)

      const streams = await Promise.all([store.getFile(key), store.getFile(key)])
      const [first, second] = await Promise.all(streams.map(readStream))

      assert.deepEqual([first?.length, second?.length], [bytes.length, bytes.length])
      assert.ok(Buffer.from(bytes).equals(first ?? bytes.subarray(1)))
      assert.ok(Buffer.from(bytes).equals(second ?? bytes.subarray(1)))
    },
  },
]

async function chunksOf(stream: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}
