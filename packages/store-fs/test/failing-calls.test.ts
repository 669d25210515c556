import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { nodeFileSystem } from '../src/file-system.js'
import { FileSystemStore } from '../src/index.js'
import { collect, readBytes } from './support/collect.js'
import { failingAll, failingCall, observedFileSystem, systemError } from './support/failing-file-system.js'
import { filesBelow } from './support/files-below.js'
import { openDescriptors } from './support/open-descriptors.js'
import { temporaryFolder } from './support/temporary-folder.js'

const baseUrl = 'https://images.example.com/'
const bytes = exampleBytes(2_500_000)
const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })
const neighbour = exampleKey({ path: 'one/a/aa/aa2.jpg' })

const reasons = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'denied',
  EROFS: 'denied',
  EMFILE: 'unavailable',
  EIO: 'unavailable',
} as const

// Every loop puts dozens of files and flushes each of them; a busy disk takes its time.
describe('FileSystemStore on a failing disk', { timeout: 30_000 }, () => {
  for (const [code, reason] of Object.entries(reasons)) {
    it(`leaves nothing of a put whose call 1, 2, 3 … fails with ${code}`, async () => {
      let points = 0
      for (let failing = 1; ; failing++) {
        const path = await temporaryFolder()
        const fs = observedFileSystem(failingCall(failing, code))
        const outcome = await new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key).catch(error => error)
        if (fs.calls.length < failing) break
        points++

        const what = `call ${failing}, ${fs.calls[failing - 1]?.name}`
        expect(outcome, what).toMatchObject({ code: 'STORE_UNAVAILABLE', reason, key: key.path, cause: { code } })
        expect(await filesBelow(path), what).toEqual([])
      }
      expect(points).toBeGreaterThan(25)
    })
  }

  it('keeps the first file whole when call 1, 2, 3 … of a second put of it fails', async () => {
    for (let failing = 1; ; failing++) {
      const path = await temporaryFolder()
      await new FileSystemStore({ path, baseUrl }).putFile(bytes, key)
      const fs = observedFileSystem(failingCall(failing, 'EIO'))
      await new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key).catch(() => undefined)

      expect(await filesBelow(path)).toEqual([key.path])
      expect((await readFile(join(path, key.path))).equals(bytes)).toBe(true)
      expect(await openDescriptors(path)).toBe(0)
      if (fs.calls.length < failing) break
    }
  })

  it('keeps what an equal put has been promised while its own call 1, 2, 3 … fails', async () => {
    for (let failing = 1; ; failing++) {
      const path = await temporaryFolder()
      const fs = observedFileSystem(failingCall(failing, 'EIO'))
      const store = new FileSystemStore({ path, baseUrl }, fs)
      const outcomes = await Promise.allSettled([store.putFile(bytes, key), store.putFile(bytes, key)])

      const isPromised = outcomes.some(outcome => outcome.status === 'fulfilled')
      expect(await filesBelow(path), `call ${failing}`).toEqual(isPromised ? [key.path] : [])
      if (fs.calls.length < failing) break
    }
  })

  it('leaves nothing, and no descriptor, when every call fails from call 1, 2, 3 … on, once the disk is back', async () => {
    for (let failing = 1; ; failing++) {
      const path = await temporaryFolder()
      const fs = observedFileSystem((call, count) => (count >= failing ? systemError('EIO', call) : undefined))
      await new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key).catch(() => undefined)
      expect(await openDescriptors(path)).toBe(0)
      if (fs.calls.length < failing) break

      // What the disk did not let it remove is found by the delete that the ledger sees to.
      await new FileSystemStore({ path, baseUrl }).deleteFile(key)
      expect(await filesBelow(path)).toEqual([])
    }
  })

  it('leaves the neighbours of a file, and reports the failure, when call 1, 2, 3 … of a deletion fails', async () => {
    for (let failing = 1; ; failing++) {
      const path = await temporaryFolder()
      const fs = observedFileSystem(failingCall(failing, 'EACCES'))
      const store = new FileSystemStore({ path, baseUrl }, fs)
      const whole = new FileSystemStore({ path, baseUrl })
      await whole.putFile(bytes, key)
      await whole.putFile(bytes, neighbour)
      const outcome = await store.deleteFile(key).catch(error => error)
      if (fs.calls.length < failing) break

      expect(outcome).toMatchObject({ code: 'STORE_UNAVAILABLE', reason: 'denied' })
      expect(await filesBelow(path)).toContain(neighbour.path)
      await store.deleteFile(key)
      expect(await filesBelow(path)).toEqual([neighbour.path])
    }
  })

  it('fails, and never ends early, when call 1, 2, 3 … of reading fails; no descriptor stays open', async () => {
    const path = await temporaryFolder()
    await new FileSystemStore({ path, baseUrl }).putFile(bytes, key)
    for (let failing = 1; ; failing++) {
      const fs = observedFileSystem(failingCall(failing, 'EIO'))
      const store = new FileSystemStore({ path, baseUrl }, fs)
      const outcome = await store.getFile(key).then(
        stream => readBytes(stream).catch((error: unknown) => error),
        (error: unknown) => error,
      )
      expect(await openDescriptors(path)).toBe(0)
      if (outcome instanceof Uint8Array) expect(Buffer.compare(outcome, bytes)).toBe(0)
      else expect(outcome).toMatchObject({ code: 'STORE_UNAVAILABLE', reason: 'unavailable' })
      if (fs.calls.length < failing) break
    }
  })

  it('fails a stream whose file has become shorter', async () => {
    const path = await temporaryFolder()
    const store = new FileSystemStore({ path, baseUrl })
    await store.putFile(bytes, key)
    const stream = await store.getFile(key)

    await writeFile(join(path, key.path), bytes.subarray(0, 1_000_000))

    await expect(readBytes(stream)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  it('goes on after a short write', async () => {
    const path = await temporaryFolder()
    const fs = {
      ...nodeFileSystem,
      open: async (place: string, flags: number) => {
        const file = await nodeFileSystem.open(place, flags)
        return {
          close: () => file.close(),
          read: file.read.bind(file),
          stat: file.stat.bind(file),
          sync: () => file.sync(),
          write: (from: Uint8Array, offset: number, length: number) =>
            file.write(from, offset, Math.min(length, 100_001)),
        }
      },
    }

    await new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key)

    expect((await readFile(join(path, key.path))).equals(bytes)).toBe(true)
  })

  it('calls a disk full that takes no bytes and reports no error', async () => {
    const path = await temporaryFolder()
    const fs = {
      ...nodeFileSystem,
      open: async (place: string, flags: number) =>
        Object.assign(await nodeFileSystem.open(place, flags), { write: async () => ({ bytesWritten: 0 }) }),
    }

    const outcome = new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key)

    await expect(outcome).rejects.toMatchObject({ reason: 'full' })
    expect(await filesBelow(path)).toEqual([])
  })

  it('renames where the disk has no hard links, and still overwrites nothing', async () => {
    for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']) {
      const path = await temporaryFolder()
      const store = new FileSystemStore({ path, baseUrl }, observedFileSystem(failingAll('link', code)))

      await store.putFile(bytes, key)
      await store.putFile(bytes, key)
      await expect(store.putFile(exampleBytes(10), key)).rejects.toMatchObject({ reason: 'conflict' })

      expect(await filesBelow(path)).toEqual([key.path])
      expect((await readFile(join(path, key.path))).equals(bytes)).toBe(true)
    }
  })

  it('reports a failing listing', async () => {
    const path = await temporaryFolder()
    await new FileSystemStore({ path, baseUrl }).putFile(bytes, key)
    const store = new FileSystemStore({ path, baseUrl }, observedFileSystem(failingAll('opendir', 'EACCES')))

    await expect(collect(store.list(''))).rejects.toMatchObject({ reason: 'denied' })
  })

  it('works on a disk that cannot flush a folder', async () => {
    const path = await temporaryFolder()
    const fs = observedFileSystem(call =>
      call.name === 'sync' && !call.place.endsWith('.tmp') ? systemError('EINVAL', call) : undefined,
    )

    await new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key)

    expect(await filesBelow(path)).toEqual([key.path])
  })

  it('names no folder of the machine in its message', async () => {
    const path = await temporaryFolder()
    const store = new FileSystemStore({ path, baseUrl }, observedFileSystem(failingAll('write', 'ENOSPC')))

    const error: unknown = await store.putFile(bytes, key).catch((reason: unknown) => reason)

    expect(String(error)).toContain('free space')
    expect(String(error)).not.toContain(path)
  })
})
