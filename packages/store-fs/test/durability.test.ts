import { join } from 'node:path'
import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { type FileSystemCall, observedFileSystem } from './support/failing-file-system.js'
import { temporaryFolder } from './support/temporary-folder.js'

const baseUrl = 'https://images.example.com/'
const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })

function places(calls: readonly FileSystemCall[], name: string): readonly string[] {
  return calls.filter(call => call.name === name).map(call => call.place)
}

describe('FileSystemStore and a power cut', () => {
  it('flushes the bytes before they get their name, and the folder afterwards', async () => {
    const path = await temporaryFolder()
    const fs = observedFileSystem()
    const store = new FileSystemStore({ path, baseUrl }, fs)
    await store.putFile(exampleBytes(10), exampleKey({ path: 'one/a/aa/aa0.jpg' }))
    const before = fs.calls.length

    await store.putFile(exampleBytes(10), key)

    const steps = fs.calls.slice(before).filter(call => ['write', 'sync', 'link'].includes(call.name))
    const folder = join(path, 'one', 'a', 'aa')
    expect(steps).toEqual([
      { name: 'write', place: join(folder, '.aa1.jpg.tmp') },
      { name: 'sync', place: join(folder, '.aa1.jpg.tmp') },
      { name: 'link', place: join(folder, 'aa1.jpg') },
      { name: 'sync', place: folder },
    ])
  })

  it('flushes every folder that holds a new folder, the one above its root included', async () => {
    const above = await temporaryFolder()
    const path = join(above, 'new', 'root')
    const fs = observedFileSystem()

    await new FileSystemStore({ path, baseUrl }, fs).putFile(exampleBytes(10), key)

    const synced = new Set(places(fs.calls, 'sync'))
    for (const folder of ['.', 'new', 'new/root', 'new/root/one', 'new/root/one/a', 'new/root/one/a/aa']) {
      expect(synced, folder).toContain(join(above, folder))
    }
  })

  it('flushes a folder that another process has made, since that one may not have come to it', async () => {
    const path = await temporaryFolder()
    await new FileSystemStore({ path, baseUrl }).putFile(exampleBytes(10), exampleKey({ path: 'one/a/aa/aa0.jpg' }))
    const fs = observedFileSystem()

    await new FileSystemStore({ path, baseUrl }, fs).putFile(exampleBytes(10), key)

    expect(places(fs.calls, 'sync')).toContain(join(path, 'one', 'a'))
  })

  it('flushes the folder of a deleted file, also when the file is absent already', async () => {
    const path = await temporaryFolder()
    const fs = observedFileSystem()
    const store = new FileSystemStore({ path, baseUrl }, fs)
    await store.putFile(exampleBytes(10), key)

    for (const _ of ['present', 'absent']) {
      const before = fs.calls.length
      await store.deleteFile(key)
      expect(places(fs.calls.slice(before), 'sync')).toEqual([join(path, 'one', 'a', 'aa')])
    }
  })
})
