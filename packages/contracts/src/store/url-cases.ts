import assert from 'node:assert/strict'
import type { Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes } from './example-bytes.js'
import { exampleFolder, exampleKey } from './example-key.js'

/** The URL without what a signature may add. */
function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

/** Addresses of files. */
export const urlCases: readonly ContractCase<Store>[] = [
  {
    name: 'gives the same URL for a key before the file is put, afterwards, and once it is deleted',
    async run(store) {
      const key = exampleKey()

      const before = await store.getUrl(key)
      await store.putFile(exampleBytes(10), key)
      const during = await store.getUrl(key)
      await store.deleteFile(key)
      const after = await store.getUrl(key)

      const comparable = store.hasPlainUrls ? (url: string) => url : withoutQuery
      assert.deepEqual([during, after].map(comparable), [before, before].map(comparable))
    },
  },
  {
    name: 'gives every key a URL of its own',
    async run(store) {
      const keyOf = exampleFolder()
      const keys = ['a', 'a.jpg', 'a-jpg', 'a_jpg', 'a/jpg'].map(keyOf)

      const urls = await Promise.all(keys.map(key => store.getUrl(key)))

      assert.equal(new Set(urls.map(withoutQuery)).size, keys.length)
    },
  },
  {
    name: 'gives strings rather than promises, if it says that its URLs are plain',
    async run(store) {
      const url = store.getUrl(exampleKey())

      if (store.hasPlainUrls) assert.equal(typeof url, 'string')
    },
  },
  {
    name: 'gives a URL that needs no further encoding, in HTML, CSS or a header',
    async run(store) {
      const url = await store.getUrl(exampleKey())

      assert.match(url, /^[!#-&*-;=?-[\]_a-z~]+$/)
      assert.ok(URL.canParse(url, 'https://images.example.com/'), `an absolute or relative URL, not ${url}`)
    },
  },
]
