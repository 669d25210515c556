import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testPhoto } from './support/test-photo.js'
import { openTestPlayground, type TestPlayground } from './support/test-playground.js'

let test: TestPlayground

beforeEach(async () => {
  test = await openTestPlayground()
})

afterEach(() => test[Symbol.asyncDispose]())

describe('the sandbox', () => {
  it('takes new pictures, and the folder below stays as it is until they are promoted', async () => {
    await test.send('POST', '/photos', await testPhoto())
    const before = await folder()
    await test.send('POST', '/stores/default/sandbox')

    const uploaded = await test.send('PUT', '/picture', await testPhoto('png'))
    expect(uploaded.state.picture.images.map(({ url }) => url.slice(0, 15))).toEqual([
      '/files/sandbox/',
      '/files/sandbox/',
      '/files/sandbox/',
    ])
    expect(uploaded.state.changes.map(({ kind }) => kind)).toEqual(['added', 'added', 'added'])
    expect(uploaded.state.agreement).toEqual({ rows: 6, files: 6, waiting: 0, problems: [] })
    expect(await folder()).toEqual(before)

    const { entry, state } = await test.send('POST', '/sandbox/promote')
    expect(entry.result).toBe('3 changes done to the folder')
    expect(state.changes).toEqual([])
    expect(state.picture.images.map(({ url, store }) => `${url.slice(0, 13)} ${store}`)).toEqual([
      '/files/local/ sandbox',
      '/files/local/ sandbox',
      '/files/local/ sandbox',
    ])
    expect(state.agreement).toEqual({ rows: 6, files: 6, waiting: 0, problems: [] })
    expect([...(await folder()).keys()]).toHaveLength(6)
    expect((await test.app.request(state.picture.images[0]?.url ?? '')).status).toBe(200)
  })

  it('hides what is deleted in it, from everybody but the folder', async () => {
    await promotedPicture()
    const before = await folder()

    await test.send('DELETE', '/picture')
    const { state } = await test.send('POST', '/house/purge')
    expect(state.changes.map(({ kind }) => kind)).toEqual(['deleted', 'deleted', 'deleted'])
    expect(state.files.filter(({ store }) => store === 'local').map(({ status }) => status)).toEqual([
      'hidden',
      'hidden',
      'hidden',
    ])
    expect(state.agreement.problems).toEqual([])

    await test.send('POST', '/house/sweep')
    expect(await folder()).toEqual(before)

    const promoted = await test.send('POST', '/sandbox/promote')
    expect(promoted.entry.result).toBe('3 changes done to the folder')
    expect(promoted.state.files).toEqual([])
    expect(await folder()).toEqual(new Map())
  })

  it('is discarded with the pictures that are nowhere else, and the folder is as it was', async () => {
    await promotedPicture()
    const before = await folder()
    await test.send('POST', '/photos', await testPhoto())

    const { entry, state } = await test.send('POST', '/sandbox/discard')

    expect(entry.result).toBe('3 changes forgotten; the folder is as it was')
    expect(state.photos).toEqual([])
    expect(state.picture.images).toHaveLength(3)
    expect(state.changes).toEqual([])
    expect(state.agreement.problems).toEqual([])
    expect(await folder()).toEqual(before)
  })

  it('lets hidden files show through again when it is discarded, for a sweep to find', async () => {
    await promotedPicture()
    await test.send('DELETE', '/picture')
    await test.send('POST', '/house/purge')

    const { entry, state } = await test.send('POST', '/sandbox/discard')
    expect(entry.result).toContain('3 files there without a row')
    expect(state.agreement.problems).toHaveLength(3)

    const swept = await test.send('POST', '/house/sweep')
    expect(swept.state.agreement).toEqual({ rows: 0, files: 0, waiting: 0, problems: [] })
  })

  it('says so when there is nothing to do', async () => {
    expect((await test.send('POST', '/sandbox/promote')).entry.result).toContain('nothing')
    expect((await test.send('POST', '/sandbox/discard')).entry.result).toBe('The sandbox was empty')
  })
})

async function promotedPicture(): Promise<void> {
  await test.send('POST', '/stores/default/sandbox')
  await test.send('PUT', '/picture', await testPhoto())
  await test.send('POST', '/sandbox/promote')
}

/** The folder as the disk has it: paths and bytes. */
async function folder(): Promise<ReadonlyMap<string, Buffer>> {
  const root = test.playground.stores.all.find(({ name }) => name === 'local')?.folder ?? ''
  const files = new Map<string, Buffer>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path, await readFile(path))
  }
  return files
}
