import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { readBytes } from './support/collect.js'
import { openDescriptors } from './support/open-descriptors.js'
import { temporaryFolder } from './support/temporary-folder.js'

async function storeWithFile() {
  const path = await temporaryFolder()
  const store = new FileSystemStore({ path, baseUrl: 'https://images.example.com/' })
  const key = exampleKey()
  await store.putFile(exampleBytes(1_000_000), key)
  return { path, store, key }
}

// Thousands of files are opened; a busy machine takes its time for that.
describe('the handles of FileSystemStore', { timeout: 60_000 }, () => {
  it('are closed after a thousand streams that were cancelled before, in the midst of, or after a read', async () => {
    const { path, store, key } = await storeWithFile()

    for (let index = 0; index < 1000; index++) {
      const reader = (await store.getFile(key)).getReader()
      if (index % 3 === 1) await reader.read()
      const reading = index % 3 === 2 ? reader.read() : undefined
      await reader.cancel()
      await reading
    }

    expect(await openDescriptors(path)).toBe(0)
  })

  it('are closed when a stream has been read to its end', async () => {
    const { path, store, key } = await storeWithFile()

    for (let index = 0; index < 20; index++) await readBytes(await store.getFile(key))

    expect(await openDescriptors(path)).toBe(0)
  })

  it('are closed when the signal is aborted although nobody reads', async () => {
    const { path, store, key } = await storeWithFile()
    const controller = new AbortController()
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => store.getFile(key, { signal: controller.signal })),
    )

    expect(await openDescriptors(path)).toBe(20)
    controller.abort()

    await expect.poll(() => openDescriptors(path)).toBe(0)
    await expect(readBytes(streams[0])).rejects.toMatchObject({ reason: 'aborted' })
  })

  it('are closed when a range cannot be served', async () => {
    const { path, store, key } = await storeWithFile()

    await expect(store.getFile(key, { range: { start: 1_000_000 } })).rejects.toThrow(RangeError)

    expect(await openDescriptors(path)).toBe(0)
  })

  it('are closed when a listing is left in its midst', async () => {
    const { path, store } = await storeWithFile()

    for await (const _ of store.list('')) break

    expect(await openDescriptors(path)).toBe(0)
  })
})
