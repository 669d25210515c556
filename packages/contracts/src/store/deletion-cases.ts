import type { Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes, largeLength } from './example-bytes.js'
import { exampleFolder, exampleKey } from './example-key.js'
import { assertAbsent, assertHolds, assertSameBytes, assertUnavailable, readStream } from './store-assertions.js'

/** Files that are not there, and files that go. */
export const deletionCases: readonly ContractCase<Store>[] = [
  {
    name: 'says that a file is absent with a FileNotFoundError that names store and key',
    run: store => assertAbsent(store, exampleKey()),
  },
  {
    name: 'says so as well for an absent file beside one that exists',
    async run(store) {
      const keyOf = exampleFolder()
      await store.putFile(exampleBytes(10), keyOf('a1.jpg'))

      await assertAbsent(store, keyOf('a.jpg'))
    },
  },
  {
    name: 'says so as well for a folder that holds files',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(10), key)

      await assertAbsent(store, exampleKey({ path: key.path.slice(0, key.path.lastIndexOf('/')) }))
    },
  },
  {
    name: 'deletes an absent file without an error',
    run: async store => store.deleteFile(exampleKey()),
  },
  {
    name: 'does not find a file any more once it is deleted',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(1000), key)

      await store.deleteFile(key)

      await assertAbsent(store, key)
    },
  },
  {
    name: 'deletes a file twice, and twenty times at once, without an error',
    async run(store) {
      const key = exampleKey()
      await store.putFile(exampleBytes(1000), key)

      await Promise.all(Array.from({ length: 20 }, () => store.deleteFile(key)))
      await store.deleteFile(key)

      await assertAbsent(store, key)
    },
  },
  {
    name: 'leaves every file whose name begins like that of the deleted one',
    async run(store) {
      const keyOf = exampleFolder()
      const siblings = [keyOf('ab10'), keyOf('ab1.jpg'), keyOf('ab'), keyOf('ab1-2/ab1'), keyOf('ab12/ab1')]
      const bytes = exampleBytes(100)
      for (const key of [...siblings, keyOf('ab1')]) await store.putFile(bytes, key)

      await store.deleteFile(keyOf('ab1'))

      await assertAbsent(store, keyOf('ab1'))
      for (const key of siblings) await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'deletes no file of a folder whose path it is given',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(100)
      await store.putFile(bytes, key)

      // There is no such file, but a disk may see that something else is in its place.
      await store.deleteFile(exampleKey({ path: key.path.slice(0, key.path.lastIndexOf('/')) })).catch(() => undefined)

      await assertHolds(store, key, bytes)
    },
  },
  {
    name: 'finishes a stream that was open before the deletion, or fails it: it never ends early',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(largeLength)
      await store.putFile(bytes, key)
      const stream = await store.getFile(key)

      await store.deleteFile(key)

      const outcome = await readStream(stream).catch((error: unknown) => ({ error }))
      if ('error' in outcome) await assertUnavailable(() => Promise.reject(outcome.error), 'unavailable')
      else assertSameBytes(outcome, bytes)
    },
  },
]
