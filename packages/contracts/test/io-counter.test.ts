import { AssertionError } from 'node:assert'
import { exampleKey, IoCounter, SwitchableStore } from '@imageattach/contracts'
import { describe, expect, it } from 'vitest'

describe('IoCounter', () => {
  it('gives what the work gives, and counts anew each time', async () => {
    const io = new IoCounter()

    for (let time = 0; time < 2; time += 1) {
      const given = await io.atMost({ queries: 1 }, async () => {
        io.ran('select 1')
        return 'given'
      })
      expect(given).toBe('given')
    }
  })

  it('lists the queries when there were too many', async () => {
    const io = new IoCounter()

    const tooMany = io.atMost({ queries: 1 }, () => ['select 1', 'select 2'].forEach(io.ran))

    await expect(tooMany).rejects.toThrow(AssertionError)
    await expect(tooMany).rejects.toThrow('2 queries where there may be 1:\nselect 1\nselect 2')
  })

  it('lists the calls to stores, of which there may be none unless it is told, and lets URLs be asked for', async () => {
    const io = new IoCounter()
    const store = io.watch(new SwitchableStore())
    const key = exampleKey()

    expect(await io.atMost({ queries: 0 }, () => store.getUrl(key))).toContain(key.path)
    await io.atMost({ queries: 0, storeCalls: 1 }, () => store.putFile(new Uint8Array(1), key))
    await expect(io.atMost({ queries: 0 }, () => store.getFile(key))).rejects.toThrow(
      '1 calls to stores where there may be 0:\ngetFile',
    )
  })

  it('leaves the store as it is: its name, its capabilities, and what can be set', async () => {
    const store = new IoCounter().watch(new SwitchableStore('mine'))
    store.clock = () => new Date(0)

    await store.putFile(new Uint8Array(1), exampleKey())

    expect([store.name, store.hasPlainUrls, store instanceof SwitchableStore]).toEqual(['mine', true, true])
    for await (const { modifiedAt } of store.list('')) expect(modifiedAt).toEqual(new Date(0))
  })
})
