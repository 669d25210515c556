import { open, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openServedFile } from '../../src/serving/open-served-file.js'
import { openDescriptors } from '../support/open-descriptors.js'
import { path, putByHand, servedStore } from './support/served-store.js'

const at = { storeName: 'local', key: path }

describe('openServedFile', () => {
  it('closes its file once, so that a later one with the same number stays open', async () => {
    const { folder } = await servedStore()
    const file = await openServedFile(join(folder, path), at)
    const bytes = await file?.bytes({ start: 0, end: 10 })
    await bytes?.close()
    await expect.poll(() => openDescriptors(folder)).toBe(0)
    const handles = await Promise.all(Array.from({ length: 10 }, () => open(join(folder, path))))

    await bytes?.close()
    await file?.close()
    // Closing takes a turn of the thread pool, as reading does.
    for (const handle of handles) expect((await handle.read(new Uint8Array(10), 0, 10, 0)).bytesRead).toBe(10)
    for (const handle of handles) await handle.close()
  })

  it('reads nothing after it was closed', async () => {
    const { folder } = await servedStore()
    const file = await openServedFile(join(folder, path), at)
    const bytes = await file?.bytes({ start: 0, end: 10 })

    const reading = bytes?.next(new Uint8Array(5))
    const closing = bytes?.close()

    expect(await reading).toHaveLength(5)
    await closing
    expect(await bytes?.next(new Uint8Array(5))).toHaveLength(0)
  })

  it('fails when the file has become shorter', async () => {
    const { folder } = await servedStore()
    const file = await openServedFile(join(folder, path), at)
    const bytes = await file?.bytes({ start: 990, end: 1010 })

    expect(await bytes?.next(new Uint8Array(20))).toHaveLength(10)
    await expect(bytes?.next(new Uint8Array(20))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', key: path })
    await bytes?.close()
  })

  it('asks for the folder where the system does not tell where an open file is', async () => {
    const { folder } = await servedStore()
    const place = join(folder, path)
    const whereIs = () => undefined
    const file = await openServedFile(place, at, whereIs)
    await file?.close()
    await putByHand(folder, `other/${path}`, 'secret')
    await rename(join(folder, 'shop'), join(folder, 'old'))
    await symlink(join(folder, 'other', 'shop'), join(folder, 'shop'))

    expect(file?.byteSize).toBe(1000)
    expect(await openServedFile(place, at, whereIs)).toBeUndefined()
    await expect.poll(() => openDescriptors(folder)).toBe(0)
  })

  it('takes a file that was moved away or deleted while it was opened for absent', async () => {
    const { folder } = await servedStore()
    const place = join(folder, path)

    expect(await openServedFile(place, at, () => `${place} (deleted)`)).toBeUndefined()
    await expect.poll(() => openDescriptors(folder)).toBe(0)
  })
})
