import { sep } from 'node:path'
import { exampleKey } from '@imageattach/contracts'
import type { ImageKey } from '@imageattach/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { observedFileSystem } from './support/failing-file-system.js'
import { temporaryFolder } from './support/temporary-folder.js'

/** Pieces that have opened other people's stores, in any order, and anything else. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('..', '.', '/', '\\', '%2e', '%', '\0', 'a', 'A', '-', '\u2215', 'C:', 'one', '1', ' '))
    .map(pieces => pieces.join('')),
)

const anyKey: fc.Arbitrary<ImageKey> = fc.oneof(
  text.map(path => exampleKey({ path: path || '/' })),
  fc.record({ objectType: text, objectId: fc.oneof(text, fc.bigInt().map(String)) }).map(parts => ({
    ...exampleKey({ path: 'one/a.jpg' }),
    ...parts,
    path: '',
  })),
)

describe('FileSystemStore and any key at all', () => {
  it('either refuses it before the disk is asked, or stays in its folder', async () => {
    const path = await temporaryFolder()

    await fc.assert(
      fc.asyncProperty(anyKey, async key => {
        const fs = observedFileSystem()
        const error: unknown = await new FileSystemStore({ path, baseUrl: '/' }, fs)
          .getFile(key)
          .catch(reason => reason)

        if ((error as { code?: unknown }).code === 'UNSAFE_KEY') {
          expect(fs.calls).toEqual([])
        } else {
          expect(error).toMatchObject({ code: 'FILE_NOT_FOUND' })
          for (const { place } of fs.calls) expect(place === path || place.startsWith(path + sep)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
