import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
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

/** Services list at most a thousand files at once. */
const filesOfTwoPages = 1_001

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
  listCase('lists more files than services put on a page', async store => {
    const keyOf = exampleFolder()
    const keys = Array.from({ length: filesOfTwoPages }, (_, index) => keyOf(`${index}.jpg`))
    const waiting = [...keys]
    const putNext = async (): Promise<void> => {
      for (let key = waiting.pop(); key; key = waiting.pop()) await store.putFile(exampleBytes(1), key)
    }
    await Promise.all(Array.from({ length: 16 }, putNext))

    assert.deepEqual(await listPaths(store, ''), keys.map(({ path }) => path).sort())
  }),
  listCase('lists when each file was written, the same each time', async store => {
    await putAll(store, [exampleKey()])

    const [file] = await listFiles(store, '')
    await setTimeout(20)
    const [again] = await listFiles(store, '')

    assertRecent(file?.modifiedAt)
    assert.deepEqual(again?.modifiedAt, file?.modifiedAt)
  }),
  statCase('tells the path, length and time of a file', async store => {
    const key = exampleKey()
    await store.putFile(exampleBytes(1234), key)

    const file = await store.stat?.(key)

    assert.equal(file?.path, key.path)
    assert.equal(file.byteSize, 1234)
    assertRecent(file.modifiedAt)
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

/** Now, though the clock of a service may be some minutes wrong: a sweep spares files that are young. */
function assertRecent(time: Date | undefined): void {
  assert.ok(time instanceof Date && !Number.isNaN(time.getTime()), 'the time is a valid Date')
  const minutes = Math.abs(Date.now() - time.getTime()) / 60_000
  assert.ok(minutes < 15, `the time of a new file is now, not ${minutes.toFixed(0)} minutes from it`)
}

/** A prefix that no path has may be refused, or match nothing. */
async function listOrRefuse(store: Store, prefix: string): Promise<readonly string[]> {
  try {
    return await listPaths(store, prefix)
  } catch (error) {
    if (isImageAttachError(error) && error.code === 'UNSAFE_KEY') return []
    throw error
  }
}
