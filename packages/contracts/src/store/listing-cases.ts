import assert from 'node:assert/strict'
import type { ImageKey, Store } from '@imageattach/core'
import { isImageAttachError } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes } from './example-bytes.js'
import { exampleFolder, exampleKey } from './example-key.js'
import { listFiles, listPaths } from './store-assertions.js'

async function putAll(store: Store, keys: readonly ImageKey[]): Promise<void> {
  await Promise.all(keys.map((key, index) => store.putFile(exampleBytes(10 + index), key)))
}

function listCase(name: string, run: (store: Store) => Promise<void>): ContractCase<Store> {
  return { name, needs: 'list', run }
}

function statCase(name: string, run: (store: Store) => Promise<void>): ContractCase<Store> {
  return { name, needs: 'stat', run }
}

/** What the store tells of its files. */
export const listingCases: readonly ContractCase<Store>[] = [
  listCase('lists nothing when nothing was put', async store => {
    assert.deepEqual(await listPaths(store, ''), [])
    assert.deepEqual(await listPaths(store, 'contract/'), [])
  }),
  listCase('lists every file once, with its path and length', async store => {
    const keys = Array.from({ length: 60 }, () => exampleKey())
    await putAll(store, keys)

    const listed = await listFiles(store, '')

    const expected = keys.map((key, index) => ({ path: key.path, byteSize: 10 + index }))
    assert.deepEqual(
      listed.map(({ path, byteSize }) => ({ path, byteSize })),
      expected.sort((a, b) => (a.path < b.path ? -1 : 1)),
    )
  }),
  listCase('lists the files whose path starts with the prefix, and no others', async store => {
    const paths = [
      'one/a/aa/aa1.jpg',
      'one/a/aa/aa2.jpg',
      'one/a/ab/ab1.jpg',
      'one/b/aa/aa1.jpg',
      'one1/a/aa/aa3.jpg',
      'two/one/aa/aa4.jpg',
    ]
    await putAll(
      store,
      paths.map(path => exampleKey({ path })),
    )

    for (const prefix of ['one', 'one/', 'one/a', 'one/a/a', 'one/a/aa/', 'one/a/aa/aa1.jpg', 'two', 'three/', 'ne/']) {
      const expected = paths.filter(path => path.startsWith(prefix))
      assert.deepEqual(await listPaths(store, prefix), expected, `the files below ${JSON.stringify(prefix)}`)
    }
  }),
  listCase('does not take characters of a prefix as a pattern', async store => {
    await putAll(store, [exampleKey({ path: 'one/a/aa/aa1.jpg' })])

    for (const prefix of ['*', '%', 'one/_/', 'on?', 'one/[a]', '.*']) {
      assert.deepEqual(await listOrRefuse(store, prefix), [], `the files below ${JSON.stringify(prefix)}`)
    }
  }),
  listCase('finds nothing outside its root', async store => {
    await putAll(store, [exampleKey()])

    for (const prefix of ['../', '/', './', '..', 'contract/../', '../../etc/']) {
      assert.deepEqual(await listOrRefuse(store, prefix), [], `the files below ${JSON.stringify(prefix)}`)
    }
  }),
  listCase('does not list a file any more once it is deleted', async store => {
    const keyOf = exampleFolder()
    await putAll(store, [keyOf('a.jpg'), keyOf('b.jpg')])

    await store.deleteFile(keyOf('a.jpg'))

    assert.deepEqual(await listPaths(store, ''), [keyOf('b.jpg').path])
  }),
  listCase('lists when each file was written', async store => {
    await putAll(store, [exampleKey()])

    const [file] = await listFiles(store, '')

    assert.ok(file?.modifiedAt instanceof Date && !Number.isNaN(file.modifiedAt.getTime()))
  }),
  statCase('tells the path, length and time of a file', async store => {
    const key = exampleKey()
    await store.putFile(exampleBytes(1234), key)

    const file = await store.stat?.(key)

    assert.equal(file?.path, key.path)
    assert.equal(file.byteSize, 1234)
    assert.ok(!Number.isNaN(file.modifiedAt.getTime()))
  }),
  statCase('tells nothing of an absent file, of a deleted one, and of a folder', async store => {
    const key = exampleKey()
    await store.putFile(exampleBytes(10), key)
    const folder = exampleKey({ path: key.path.slice(0, key.path.lastIndexOf('/')) })

    assert.equal(await store.stat?.(exampleKey()), undefined)
    assert.equal(await store.stat?.(folder), undefined)
    await store.deleteFile(key)
    assert.equal(await store.stat?.(key), undefined)
  }),
]

/** A prefix that no path has may be refused, or match nothing. */
async function listOrRefuse(store: Store, prefix: string): Promise<readonly string[]> {
  try {
    return await listPaths(store, prefix)
  } catch (error) {
    if (isImageAttachError(error) && error.code === 'UNSAFE_KEY') return []
    throw error
  }
}
