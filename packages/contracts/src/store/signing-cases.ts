import assert from 'node:assert/strict'
import type { ImageKey, Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertMisuse, assertSameBytes, assertStoreError } from './store-assertions.js'

async function sign(store: Store, key: ImageKey, expiresIn: number): Promise<string> {
  assert.ok(store.signUrl, 'the store declares the capability "signUrl", but has no method signUrl()')
  return store.signUrl(key, { expiresIn })
}

function signCase(name: string, run: (store: Store) => Promise<void>): ContractCase<Store> {
  return { name, needs: 'signUrl', run }
}

/** URLs that show a file to whoever has them. They are asked for by `fetch`. */
export const signingCases: readonly ContractCase<Store>[] = [
  signCase('shows a file to whoever has its signed URL', async store => {
    const key = exampleKey()
    const bytes = exampleBytes(1000)
    await store.putFile(bytes, key)

    const response = await fetch(await sign(store, key, 600))

    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'image/jpeg')
    assertSameBytes(new Uint8Array(await response.arrayBuffer()), bytes)
  }),
  signCase('shows nothing for a signed URL that was changed, or that leads to another file', async store => {
    const [key, other] = [exampleKey(), exampleKey()]
    for (const file of [key, other]) await store.putFile(exampleBytes(10), file)
    const url = await sign(store, key, 600)

    for (const forged of [url.replace(key.path, other.path), `${url}0`, url.replace(/\?.*/, '')]) {
      const response = await fetch(forged)
      assert.ok(response.status >= 400, `status ${response.status} of a URL that was not signed`)
    }
  }),
  signCase('signs a URL before the file is put', async store => {
    const key = exampleKey()
    const url = await sign(store, key, 600)
    assert.equal((await fetch(url)).ok, false)

    await store.putFile(exampleBytes(10), key)

    assert.equal((await fetch(url)).ok, true)
  }),
  signCase('gives a signed URL again, so that caches know it', async store => {
    const key = exampleKey()

    // The third differs from the first at most once: when a time that both were rounded to ends between them.
    const urls = [await sign(store, key, 86_400), await sign(store, key, 86_400), await sign(store, key, 86_400)]

    assert.ok(new Set(urls).size < 3, 'three calls gave three URLs')
    assert.match(urls[0] ?? '', /^[!#-&*-;=?-[\]_a-z~]+$/)
  }),
  signCase('refuses to sign for no time at all', async store => {
    for (const expiresIn of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assertMisuse(() => sign(store, exampleKey(), expiresIn), `a URL for ${expiresIn} seconds`)
    }
  }),
  signCase('refuses to sign an unsafe path', async store => {
    for (const path of ['../b.jpg', 'a/../../b.jpg', '/etc/passwd', 'A/b.jpg']) {
      const unsafe = exampleKey({ path })
      await assertStoreError(() => sign(store, unsafe, 600), 'UNSAFE_KEY', store, unsafe)
    }
  }),
]
