import assert from 'node:assert/strict'
import type { ImageKey, Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { SwitchableStore } from '../repository/switchable-store.js'
import { exampleBytes, largeLength } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertAbsent, assertHolds, assertStoreError, assertUnavailable } from './store-assertions.js'

/** A store copies from itself, too: that is the one other store that every case has at hand. */
async function copy(store: Store, from: ImageKey, to: ImageKey, signal?: AbortSignal): Promise<boolean> {
  assert.ok(store.copyFrom, 'the store declares the capability "copyFrom", but has no method copyFrom()')
  return store.copyFrom(store, from, to, signal ? { signal } : {})
}

async function copies(store: Store, bytes: Uint8Array): Promise<void> {
  const [from, to] = [exampleKey(), exampleKey()]
  await store.putFile(bytes, from)

  assert.equal(await copy(store, from, to), true)

  await assertHolds(store, to, bytes)
  await assertHolds(store, from, bytes)
}

/** Files that go from store to store without passing through this process. */
export const copyingCases: readonly ContractCase<Store>[] = [
  {
    name: 'copies a file, and leaves the source as it was',
    needs: 'copyFrom',
    run: store => copies(store, exampleBytes(1000)),
  },
  { name: 'copies a file without bytes', needs: 'copyFrom', run: store => copies(store, exampleBytes(0)) },
  { name: 'copies a large file', needs: 'copyFrom', run: store => copies(store, exampleBytes(largeLength)) },
  {
    name: 'keeps a copy whose source is deleted, and a source whose copy is deleted',
    needs: 'copyFrom',
    async run(store) {
      const [first, second, third] = [exampleKey(), exampleKey(), exampleKey()]
      const bytes = exampleBytes(1000)
      await store.putFile(bytes, first)
      await copy(store, first, second)
      await copy(store, second, third)

      await store.deleteFile(first)
      await store.deleteFile(third)

      await assertHolds(store, second, bytes)
    },
  },
  {
    name: 'says that the source is absent with a FileNotFoundError that names it, and makes nothing',
    needs: 'copyFrom',
    async run(store) {
      const [from, to] = [exampleKey(), exampleKey()]

      await assertStoreError(() => copy(store, from, to), 'FILE_NOT_FOUND', store, from)

      await assertAbsent(store, to)
    },
  },
  {
    name: 'copies nothing from a store that it does not know, and says so',
    needs: 'copyFrom',
    async run(store) {
      const stranger = new SwitchableStore('stranger')
      const [from, to] = [exampleKey(), exampleKey()]
      await stranger.putFile(exampleBytes(1000), from)

      assert.equal(await store.copyFrom?.(stranger, from, to), false)

      await assertAbsent(store, to)
    },
  },
  {
    name: 'copies the same bytes to the same key again, and refuses others',
    needs: 'copyFrom',
    async run(store) {
      const [from, other, to] = [exampleKey(), exampleKey(), exampleKey()]
      const bytes = exampleBytes(1000, 1)
      await store.putFile(bytes, from)
      await store.putFile(exampleBytes(1000, 2), other)
      await copy(store, from, to)

      assert.equal(await copy(store, from, to), true)
      await assertUnavailable(() => copy(store, other, to), 'conflict')

      await assertHolds(store, to, bytes)
    },
  },
  {
    name: 'refuses to copy to or from a path that could leave its root',
    needs: 'copyFrom',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(10), key)
      for (const path of ['../b.jpg', 'a/../../b.jpg', '/etc/passwd', 'a//b.jpg', 'A/b.jpg']) {
        const unsafe = exampleKey({ path })
        await assertStoreError(() => copy(store, key, unsafe), 'UNSAFE_KEY', store, unsafe)
        await assertStoreError(() => copy(store, unsafe, exampleKey()), 'UNSAFE_KEY', store, unsafe)
      }
    },
  },
  {
    name: 'copies nothing when the signal is aborted already',
    needs: 'copyFrom',
    async run(store) {
      const [from, to] = [exampleKey(), exampleKey()]
      await store.putFile(exampleBytes(1000), from)

      await assertUnavailable(() => copy(store, from, to, AbortSignal.abort()), 'aborted')

      await assertAbsent(store, to)
    },
  },
  {
    name: 'copies twenty files at once, also all to one key',
    needs: 'copyFrom',
    async run(store) {
      const from = exampleKey()
      const bytes = exampleBytes(100_000)
      await store.putFile(bytes, from)
      const keys = Array.from({ length: 20 }, () => exampleKey())
      const shared = exampleKey()

      await Promise.all([...keys, ...keys.map(() => shared)].map(to => copy(store, from, to)))

      for (const key of [...keys, shared]) await assertHolds(store, key, bytes)
    },
  },
]
