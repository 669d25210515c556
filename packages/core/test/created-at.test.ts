import { describe, expect, it, vi } from 'vitest'
import { cacheBuster, createdAtDate, createdAtNow } from '../src/created-at.js'
import { Image } from '../src/image.js'
import { MemoryStore } from './support/memory-store.js'
import { exampleRow } from './support/subject.js'

describe('cacheBuster', () => {
  it.each([
    ['2021-02-03 04:05:06.000789', '20210203040506000789'],
    ['2021-02-03T04:05:06.000789', '20210203040506000789'],
    ['2021-02-03 04:05:06.000789+05:30', '20210203040506000789'],
    ['2021-02-03T04:05:06.000789Z', '20210203040506000789'],
    ['2021-02-03 04:05:06.5', '20210203040506500000'],
    ['2021-02-03 04:05:06', '20210203040506000000'],
  ])('writes %s as the ancestor did: %s', (createdAt, digits) => {
    expect(cacheBuster(createdAt)).toBe(digits)
  })

  it.each(['', 'yesterday', '2021-02-03', '21-02-03 04:05:06', '2021-2-3 4:5:6', 'null'])('refuses %o', createdAt => {
    expect(() => cacheBuster(createdAt)).toThrow(RangeError)
    expect(() => createdAtDate(createdAt)).toThrow(RangeError)
  })
})

describe('createdAtDate', () => {
  it('keeps the milliseconds, as UTC', () => {
    expect(createdAtDate('2021-02-03 04:05:06.123789').toISOString()).toBe('2021-02-03T04:05:06.123Z')
  })
})

describe('createdAtNow', () => {
  it('writes the shape that rows hold, in UTC', () => {
    vi.useFakeTimers({ now: new Date('2021-02-03T04:05:06.007Z') })
    try {
      expect(createdAtNow()).toBe('2021-02-03 04:05:06.007000')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the URL of an image', () => {
  const row = exampleRow()
  const key = { path: '', objectType: 'user-picture', objectId: '1', width: 40, height: 30, mimetype: 'image/png' }

  it.each([
    ['https://example.com/a.png', 'https://example.com/a.png?_ts=20210203040506000789'],
    ['https://example.com/?file=a', 'https://example.com/?file=a&_ts=20210203040506000789'],
  ])('adds the cache buster to %s', async (url, busted) => {
    const store = Object.assign(new MemoryStore(), { getUrl: async () => url })

    expect((await Image.fromRow({ row, store, key })).url).toBe(busted)
  })
})
