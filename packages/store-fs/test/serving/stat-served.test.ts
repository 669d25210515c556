import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleKey } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'
import { path, servedStore } from './support/served-store.js'

const key = exampleKey({ path })

describe('statServed', () => {
  it('looks once for all that ask while the disk answers', async () => {
    const { store } = await servedStore()

    const first = store.statServed(key)
    const second = store.statServed(key)

    expect(await second).toBe(await first)
  })

  it('looks again for whoever asks afterwards', async () => {
    const { store, folder } = await servedStore()
    expect(await store.statServed(key)).toBeDefined()

    await rm(join(folder, path))

    expect(await store.statServed(key)).toBeUndefined()
  })
})
