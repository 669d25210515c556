import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { placeBelow } from '../src/store-folder.js'
import { collect } from './support/collect.js'
import { openDescriptors } from './support/open-descriptors.js'
import { temporaryFolder } from './support/temporary-folder.js'

const baseUrl = 'https://images.example.com/'
const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })
const bytes = exampleBytes(10)

async function storeBesideSecret() {
  const folder = await temporaryFolder()
  const path = join(folder, 'store')
  const outside = join(folder, 'outside')
  await mkdir(path)
  await mkdir(join(outside, 'a', 'aa'), { recursive: true })
  await writeFile(join(outside, 'a', 'aa', 'aa1.jpg'), 'secret')
  return { path, outside, store: new FileSystemStore({ path, baseUrl }) }
}

describe('FileSystemStore and links', () => {
  it('refuses every call through a folder that is a link out of the store', async () => {
    const { path, outside, store } = await storeBesideSecret()
    await symlink(outside, join(path, 'one'))

    for (const call of [
      () => store.putFile(bytes, key),
      () => store.putFile(bytes, exampleKey({ path: 'one/a/aa/aa2.jpg' })),
      () => store.putFile(bytes, exampleKey({ path: 'one/b/bb/bb1.jpg' })),
      () => store.getFile(key),
      () => store.deleteFile(key),
      () => store.stat(key),
      () => collect(store.list('one/a/')),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'UNSAFE_KEY', storeName: 'local' })
    }
    expect(await readFile(join(outside, 'a', 'aa', 'aa1.jpg'), 'utf8')).toBe('secret')
    expect(await readdir(outside)).toEqual(['a'])
    expect(await readdir(join(outside, 'a', 'aa'))).toEqual(['aa1.jpg'])
  })

  it('refuses to put through a link to nowhere, and makes nothing there', async () => {
    const { path, outside, store } = await storeBesideSecret()
    await symlink(join(outside, 'new'), join(path, 'one'))

    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })

    expect(await readdir(outside)).toEqual(['a'])
  })

  it('refuses a link that leads to another folder of the store', async () => {
    const { path, store } = await storeBesideSecret()
    await store.putFile(bytes, exampleKey({ path: 'two/a/aa/aa1.jpg' }))
    await symlink(join(path, 'two'), join(path, 'one'))

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'UNSAFE_KEY' })
  })

  it('does not list what links lead to', async () => {
    const { path, outside, store } = await storeBesideSecret()
    await symlink(outside, join(path, 'one'))
    await symlink(join(outside, 'a', 'aa', 'aa1.jpg'), join(path, 'aa1.jpg'))

    expect(await collect(store.list(''))).toEqual([])
  })

  it('takes a link in place of a file for no file, and removes the link alone', async () => {
    const { path, outside, store } = await storeBesideSecret()
    await mkdir(join(path, 'one', 'a', 'aa'), { recursive: true })
    await symlink(join(outside, 'a', 'aa', 'aa1.jpg'), join(path, key.path))

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await store.stat(key)).toBeUndefined()
    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ reason: 'conflict' })
    await store.deleteFile(key)

    expect(await readFile(join(outside, 'a', 'aa', 'aa1.jpg'), 'utf8')).toBe('secret')
  })

  it('does not write through a link in place of its temporary file', async () => {
    const { path, outside, store } = await storeBesideSecret()
    await mkdir(join(path, 'one', 'a', 'aa'), { recursive: true })
    await symlink(join(outside, 'a', 'aa', 'aa1.jpg'), join(path, 'one', 'a', 'aa', '.aa1.jpg.tmp'))

    await store.putFile(bytes, key)

    expect(await readFile(join(outside, 'a', 'aa', 'aa1.jpg'), 'utf8')).toBe('secret')
  })

  it('may itself be a link', async () => {
    const { path, outside } = await storeBesideSecret()
    await symlink(outside, join(path, 'root'))
    const store = new FileSystemStore({ path: join(path, 'root'), baseUrl })

    await store.putFile(bytes, key)

    expect((await store.stat(key))?.byteSize).toBe(10)
    expect(await readdir(outside)).toEqual(['a', 'one'])
  })

  it('takes a FIFO, a socket, a folder and a device for no file, and does not wait for them', async () => {
    const { path, store } = await storeBesideSecret()
    const folder = join(path, 'one', 'a', 'aa')
    await mkdir(join(folder, 'folder.jpg'), { recursive: true })
    execFileSync('mkfifo', [join(folder, 'fifo.jpg')])
    await symlink('/dev/zero', join(folder, 'device.jpg'))
    const server = createServer()
    await new Promise<void>(resolve => server.listen(join(folder, 'socket.jpg'), resolve))

    for (const name of ['folder.jpg', 'fifo.jpg', 'device.jpg', 'socket.jpg']) {
      const irregular = exampleKey({ path: `one/a/aa/${name}` })
      await expect(store.getFile(irregular), name).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
      expect(await store.stat(irregular), name).toBeUndefined()
      await expect(store.putFile(bytes, irregular), name).rejects.toMatchObject({ reason: 'conflict' })
    }
    expect(await collect(store.list(''))).toEqual([])
    server.close()
    expect(await openDescriptors(join(folder, 'fifo.jpg'))).toBe(0)
    expect(await openDescriptors(join(folder, 'folder.jpg'))).toBe(0)
  })

  it('takes a file in place of a folder for no folder', async () => {
    const { path, store } = await storeBesideSecret()
    await writeFile(join(path, 'one'), 'a file')

    await expect(store.getFile(key)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await store.stat(key)).toBeUndefined()
    await store.deleteFile(key)
    await expect(store.putFile(bytes, key)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

describe('placeBelow', () => {
  const at = { storeName: 'local', key: 'a key' }

  it.each([
    ['a.jpg', '/srv/images/a.jpg'],
    ['a/b/c.jpg', '/srv/images/a/b/c.jpg'],
    ['a/../b.jpg', '/srv/images/b.jpg'],
  ])('leads %j to %j', (path, place) => {
    expect(placeBelow('/srv/images', path, at)).toBe(place)
  })

  it.each(['', '.', '..', '../images-private/a.jpg', '../images/../b.jpg', '/etc/passwd', 'a/../..', 'a\0.jpg'])(
    'refuses %j',
    path => {
      expect(() => placeBelow('/srv/images', path, at)).toThrow(expect.objectContaining({ code: 'UNSAFE_KEY' }))
    },
  )

  it('works below the root of the file system', () => {
    expect(placeBelow('/', 'a.jpg', at)).toBe('/a.jpg')
  })
})
