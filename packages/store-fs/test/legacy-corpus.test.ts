import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../src/index.js'
import { readBytes } from './support/collect.js'

interface LegacyRow {
  readonly object_type: string
  readonly object_id: string
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly bytes: number
  readonly sha256: string
  readonly url: string
}

interface LegacyCorpus {
  readonly base_url: string
  readonly rows: readonly LegacyRow[]
}

/** A folder that the ancestor wrote, with what it says of it. Not part of the repository: its pictures are not ours. */
const corpus = process.env.IMAGEATTACH_CORPUS ?? join(import.meta.dirname, '../../../../shared/corpus')
const folder = join(corpus, 'legacy')
const expectations = join(folder, 'expected.json')

describe.skipIf(!existsSync(expectations))('FileSystemStore on a folder that SQLAlchemy-ImageAttach wrote', () => {
  const expected: LegacyCorpus = existsSync(expectations)
    ? JSON.parse(readFileSync(expectations, 'utf8'))
    : { base_url: '', rows: [] }
  const store = new FileSystemStore({ path: join(folder, 'legacy-store'), baseUrl: expected.base_url })

  it('finds a file for every row, with the bytes and the URL that the ancestor gives it', async () => {
    expect(expected.rows.length).toBeGreaterThan(0)
    for (const row of expected.rows) {
      const { object_type: objectType, object_id: objectId, width, height, mimetype } = row
      const key = exampleKey({ path: '', objectType, objectId, width, height, mimetype })

      const bytes = await readBytes(await store.getFile(key))

      expect(bytes.length).toBe(row.bytes)
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(row.sha256)
      expect(store.getUrl(key)).toBe(row.url.split('?')[0])
      expect((await store.stat(key))?.byteSize).toBe(row.bytes)
    }
  })
})
