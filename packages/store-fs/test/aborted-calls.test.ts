import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { readBytes } from './support/collect.js'
import { observedFileSystem } from './support/failing-file-system.js'
import { filesBelow } from './support/files-below.js'
import { openDescriptors } from './support/open-descriptors.js'
import { temporaryFolder } from './support/temporary-folder.js'

const baseUrl = 'https://images.example.com/'
const bytes = exampleBytes(2_500_000)
const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })

/** A file system that aborts the signal when it comes to the call of that number. */
function abortingFileSystem(aborting: number) {
  const controller = new AbortController()
  const fs = observedFileSystem((_, count) => {
    if (count === aborting) controller.abort()
    return undefined
  })
  return { fs, signal: controller.signal }
}

describe('FileSystemStore and a signal that is aborted at call 1, 2, 3 …', { timeout: 30_000 }, () => {
  it('leaves nothing of a put until the file has its name, and finishes the put afterwards', async () => {
    for (let aborting = 1; ; aborting++) {
      const path = await temporaryFolder()
      const { fs, signal } = abortingFileSystem(aborting)
      const outcome = await new FileSystemStore({ path, baseUrl }, fs).putFile(bytes, key, { signal }).then(
        () => 'put',
        (error: unknown) => error,
      )
      if (fs.calls.length < aborting) break

      const hasName = fs.calls.slice(0, aborting).some(call => call.name === 'link')
      if (hasName) expect(outcome).toBe('put')
      else expect(outcome, `call ${aborting}`).toMatchObject({ reason: 'aborted', cause: signal.reason })
      expect(await filesBelow(path)).toEqual(hasName ? [key.path] : [])
      expect(await openDescriptors(path)).toBe(0)
    }
  })

  it('fails a reader, and closes the file', async () => {
    const path = await temporaryFolder()
    await new FileSystemStore({ path, baseUrl }).putFile(bytes, key)
    for (let aborting = 1; ; aborting++) {
      const { fs, signal } = abortingFileSystem(aborting)
      const outcome = await new FileSystemStore({ path, baseUrl }, fs)
        .getFile(key, { signal })
        .then(readBytes)
        .catch((error: unknown) => error)
      if (fs.calls.length < aborting) break

      await expect.poll(() => openDescriptors(path)).toBe(0)
      const isRead = fs.calls[aborting - 1]?.name === 'close'
      if (!isRead) expect(outcome, `call ${aborting}`).toMatchObject({ reason: 'aborted', cause: signal.reason })
    }
  })
})
