import assert from 'node:assert/strict'
import type { ImageKey, Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertHolds, assertStoreError, listPaths } from './store-assertions.js'

/** Paths that a store must refuse before it does anything: what climbs, what hides, and what two disks read differently. */
const unsafePaths: readonly string[] = [
  '.',
  '..',
  '../etc/passwd',
  'a/../../b.jpg',
  'a/../b.jpg',
  'a/..',
  'a/./b.jpg',
  './b.jpg',
  '/etc/passwd',
  '//host/share/b.jpg',
  'a//b.jpg',
  'a/',
  '/',
  '%2e%2e/b.jpg',
  '%252e%252e/b.jpg',
  'a%2fb.jpg',
  '..\\b.jpg',
  'a\\..\\b.jpg',
  'C:/b.jpg',
  'a/b.jpg\0',
  'a\0/b.jpg',
  'a/b\n.jpg',
  'a/b.jpg\r\nx-header: 1',
  'a/b.jpg?x=1',
  'a/b.jpg#x',
  'a/*.jpg',
  'a/b c.jpg',
  'a/b.jpg ',
  'a/b.jpg.',
  'a/b..jpg',
  'a/.hidden.jpg',
  '.a/b.jpg',
  '-a/b.jpg',
  'a/-rf',
  'A/b.jpg',
  'a/B.JPG',
  'a/\u00e4.jpg',
  'a/a\u0308.jpg',
  'a\u2215b/c.jpg',
  'a/\u202egpj.exe',
  `${'s'.repeat(65)}/b.jpg`,
  `a/${'n'.repeat(129)}`,
  `${'a/'.repeat(300)}b.jpg`,
]

const pathless: ImageKey = exampleKey({ path: '' })

function unsafeCase(name: string, call: (store: Store, key: ImageKey) => unknown, needs?: string): ContractCase<Store> {
  return {
    name,
    ...(needs === undefined ? {} : { needs }),
    async run(store) {
      for (const path of unsafePaths) {
        const key = exampleKey({ path })
        try {
          await assertStoreError(() => call(store, key), 'UNSAFE_KEY', store, key)
        } catch (error) {
          throw new Error(`Path ${JSON.stringify(path.slice(0, 80))} was not refused`, { cause: error })
        }
      }
    },
  }
}

/** Keys that could leave the store. */
export const unsafeKeyCases: readonly ContractCase<Store>[] = [
  unsafeCase('refuses to put under an unsafe path', (store, key) => store.putFile(exampleBytes(10), key)),
  unsafeCase('refuses to get from an unsafe path', (store, key) => store.getFile(key)),
  unsafeCase('refuses to delete an unsafe path', (store, key) => store.deleteFile(key)),
  unsafeCase('refuses a URL for an unsafe path', (store, key) => store.getUrl(key)),
  unsafeCase('refuses to look at an unsafe path', (store, key) => store.stat?.(key), 'stat'),
  {
    name: 'never writes for a key without a path',
    run: store => assertStoreError(() => store.putFile(exampleBytes(10), pathless), 'UNSAFE_KEY', store, pathless),
  },
  {
    name: 'refuses a key without a path unless it reads the layout of SQLAlchemy-ImageAttach',
    async run(store) {
      if (store.readsLegacyLayout === true) return
      await assertStoreError(() => store.getFile(pathless), 'UNSAFE_KEY', store, pathless)
      await assertStoreError(() => store.deleteFile(pathless), 'UNSAFE_KEY', store, pathless)
      await assertStoreError(() => store.getUrl(pathless), 'UNSAFE_KEY', store, pathless)
    },
  },
  {
    name: 'touches no file when it refuses a path',
    needs: 'list',
    async run(store) {
      const key = exampleKey()
      const bytes = exampleBytes(100)
      await store.putFile(bytes, key)

      const paths = [...unsafePaths, `${key.path}/../x.jpg`, `${key.path}/.`, `./${key.path}`]
      const attempt = async (call: (unsafe: ImageKey) => Promise<void>) => {
        for (const path of paths) await call(exampleKey({ path })).catch(() => undefined)
      }

      await attempt(async unsafe => store.putFile(exampleBytes(10), unsafe))
      assert.deepEqual(await listPaths(store, ''), [key.path])

      await attempt(async unsafe => store.deleteFile(unsafe))
      assert.deepEqual(await listPaths(store, ''), [key.path])
      await assertHolds(store, key, bytes)
    },
  },
]
