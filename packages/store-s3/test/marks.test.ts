import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { collect, readBytes } from './support/collect.js'
import { serverWithStore } from './support/s3-server.js'

const markType = 'application/x-sqlalchemy-imageattach-sandbox-deleted'
const empty = new Uint8Array(0)
const bytes = exampleBytes(1000)
const key = exampleKey({ path: 'one/a/aa/aa1.120x80.jpg' })
const legacyKey = exampleKey({ path: '', objectType: 'album-cover', objectId: '73', width: 640, height: 427 })

describe('the marks of S3Store', () => {
  it('are those of SQLAlchemy-ImageAttach: empty objects of a type of their own, in the place of the file', async () => {
    const { server, store } = await serverWithStore({ prefix: 'shop', acl: 'public-read' })
    await store.putFile(bytes, key)

    await store.marks.mark(key)

    expect(server.bucket('images').get(`shop/${key.path}`)).toMatchObject({
      bytes: empty,
      acl: 'private',
      storageClass: 'REDUCED_REDUNDANCY',
      headers: { 'content-type': markType },
    })
    expect(server.bucket('images').keys()).toEqual([`shop/${key.path}`])
  })

  it('are written in every place where the ancestor may have had the file', async () => {
    const { server, store } = await serverWithStore()

    await store.marks.mark(legacyKey)

    expect(server.bucket('images').keys()).toEqual(['album-cover/73/640x427.jpe', 'album-cover/73/640x427None'])
  })

  it.each([
    ['a file of ours', key.path, key],
    ['a file of the ancestor', 'album-cover/73/640x427.jpe', legacyKey],
  ])('that the ancestor has written hide %s', async (_, place, marked) => {
    const { server, store } = await serverWithStore()

    server.bucket('images').put(place, empty, { 'content-type': markType })

    expect(await store.marks.isMarked(marked)).toBe(true)
    await expect(store.getFile(marked)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(store.getFile(marked, { range: { start: 0 } })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await store.stat(marked)).toBeUndefined()
    expect(await collect(store.list(''))).toEqual([])
  })

  it('give way to a file, which is then no more in danger', async () => {
    const { store } = await serverWithStore()
    await store.marks.mark(key)

    await store.putFile(bytes, key)
    await store.marks.unmark(key)

    expect(await readBytes(await store.getFile(key))).toEqual(bytes)
    expect(await store.marks.isMarked(key)).toBe(false)
    await expect(store.putFile(exampleBytes(10), key)).rejects.toMatchObject({ reason: 'conflict' })
  })

  it('can be taken away, and were never there for a file that nobody marked', async () => {
    const { server, store } = await serverWithStore()
    await store.marks.mark(key)

    await store.marks.unmark(key)
    await store.marks.unmark(key)

    expect(await store.marks.isMarked(key)).toBe(false)
    expect(server.bucket('images').keys()).toEqual([])
  })

  it('are listed by the keys of their files, and files of no bytes are not among them', async () => {
    const { server, store } = await serverWithStore({ prefix: 'shop' }, { pageSize: 2 })
    const emptyKey = exampleKey()
    await store.putFile(empty, emptyKey)
    await store.marks.mark(key)
    const places = ['album-cover/-2500/8x6.gif', 'album-cover/73/640x427None', 'other people/s object']
    for (const place of places) server.bucket('images').put(`shop/${place}`, empty, { 'content-type': markType })

    const marked = (await collect(store.marks.list())).map(({ path, objectType, objectId, width, mimetype }) =>
      path === '' ? [objectType, objectId, width, mimetype] : path,
    )

    expect(marked).toEqual([
      ['album-cover', '-2500', 8, 'image/gif'],
      ['album-cover', '73', 640, 'application/octet-stream'],
      key.path,
    ])
    expect((await collect(store.list(''))).map(({ path }) => path)).toEqual([emptyKey.path])
  })
})
