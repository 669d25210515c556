import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { collect } from './support/collect.js'
import { observedFileSystem } from './support/failing-file-system.js'
import { filesBelow } from './support/files-below.js'
import { temporaryFolder } from './support/temporary-folder.js'

const baseUrl = 'https://images.example.com/files'
const key = exampleKey({ path: 'one/a/aa/aa1.120x80.jpg' })

describe('FileSystemStore', () => {
  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat', 'copyFrom'],
    create: async () => new FileSystemStore({ path: await temporaryFolder(), baseUrl }),
  })

  it('touches no disk when it is made, and makes its folder at the first write', async () => {
    const path = join(await temporaryFolder(), 'not', 'yet')
    const store = new FileSystemStore({ path, baseUrl })

    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await store.stat(key)).toBeUndefined()
    await store.deleteFile(key)
    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await collect(store.list(''))).toEqual([])
    await store.putFile(exampleBytes(10), key)

    expect(await filesBelow(path)).toEqual([key.path])
  })

  it('makes its folder again when somebody has removed it', async () => {
    const path = join(await temporaryFolder(), 'store')
    const store = new FileSystemStore({ path, baseUrl })
    await store.putFile(exampleBytes(10), key)
    await rm(path, { recursive: true })

    await store.putFile(exampleBytes(10), key)

    expect(await filesBelow(path)).toEqual([key.path])
  })

  it('writes the bytes where the path says', async () => {
    const path = await temporaryFolder()
    const bytes = exampleBytes(1000)

    await new FileSystemStore({ path, baseUrl }).putFile(bytes, key)

    expect(await readFile(join(path, 'one', 'a', 'aa', 'aa1.120x80.jpg'))).toEqual(Buffer.from(bytes))
  })

  it('adds the slash that its base URL lacks', async () => {
    const path = await temporaryFolder()

    expect(new FileSystemStore({ path, baseUrl }).getUrl(key)).toBe(`${baseUrl}/${key.path}`)
    expect(new FileSystemStore({ path, baseUrl: `${baseUrl}/` }).getUrl(key)).toBe(`${baseUrl}/${key.path}`)
  })

  it('refuses an unsafe path before any call reaches the disk', async () => {
    const fs = observedFileSystem()
    const store = new FileSystemStore({ path: await temporaryFolder(), baseUrl }, fs)
    const unsafe = exampleKey({ path: 'a/../../b.jpg' })

    await expect(store.putFile(exampleBytes(10), unsafe)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.getFile(unsafe)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.deleteFile(unsafe)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    await expect(store.stat(unsafe)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
    expect(() => store.getUrl(unsafe)).toThrow()

    expect(fs.calls).toEqual([])
  })

  it('takes no turn of the disk for a signal that is aborted already', async () => {
    const fs = observedFileSystem()
    const store = new FileSystemStore({ path: await temporaryFolder(), baseUrl }, fs)
    const signal = AbortSignal.abort(new Error('the reader left'))

    await expect(store.putFile(exampleBytes(10), key, { signal })).rejects.toMatchObject({
      reason: 'aborted',
      cause: signal.reason,
    })

    expect(fs.calls).toEqual([])
  })

  it('does not list what no key can name', async () => {
    const path = await temporaryFolder()
    const store = new FileSystemStore({ path, baseUrl })
    await store.putFile(exampleBytes(10), key)
    await mkdir(join(path, '.git'))
    await mkdir(join(path, 'Upper'))
    for (const name of ['.git/config', 'Upper/a.jpg', 'README.TXT', 'one/a/aa/.aa2.jpg.tmp']) {
      await writeFile(join(path, name), 'x')
    }

    const listed = await collect(store.list(''))

    expect(listed.map(file => file.path)).toEqual([key.path])
  })

  it('lists what a killed put has left under the path of its file, for whoever asks for remains', async () => {
    const path = await temporaryFolder()
    const store = new FileSystemStore({ path, baseUrl })
    await mkdir(join(path, 'one', 'a', 'aa'), { recursive: true })
    for (const name of ['.aa1.120x80.jpg.tmp', '.hidden', '.UPPER.tmp']) {
      await writeFile(join(path, 'one', 'a', 'aa', name), 'half a fi')
    }

    const listed = await collect(store.list('one/', { remains: true }))

    expect(listed.map(file => file.path)).toEqual([key.path])
  })

  it('removes what a killed put has left when the file is deleted', async () => {
    const path = await temporaryFolder()
    const store = new FileSystemStore({ path, baseUrl })
    await mkdir(join(path, 'one', 'a', 'aa'), { recursive: true })
    await writeFile(join(path, 'one', 'a', 'aa', '.aa1.120x80.jpg.tmp'), 'half a fi')

    await store.deleteFile(key)

    expect(await filesBelow(path)).toEqual([])
  })

  it('puts a file although a killed put of it has left something', async () => {
    const path = await temporaryFolder()
    const store = new FileSystemStore({ path, baseUrl })
    await mkdir(join(path, 'one', 'a', 'aa'), { recursive: true })
    await writeFile(join(path, 'one', 'a', 'aa', '.aa1.120x80.jpg.tmp'), 'half a fi')

    await store.putFile(exampleBytes(10), key)
    await store.deleteFile(key)

    expect(await filesBelow(path)).toEqual([])
  })
})
