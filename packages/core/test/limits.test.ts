import { describe, expect, it } from 'vitest'
import { defaultLimits, resolveLimits } from '../src/limits.js'
import { createSubject } from './support/subject.js'

describe('resolveLimits', () => {
  it('fills in the defaults', () => {
    expect(resolveLimits()).toEqual(defaultLimits)
    expect(resolveLimits({ maxBytes: 5 })).toEqual({ ...defaultLimits, maxBytes: 5 })
  })

  it('leaves nothing without a limit', () => {
    expect(defaultLimits).toMatchObject({
      maxBytes: 25_000_000,
      maxPixels: 64_000_000,
      timeout: 10_000,
      readTimeout: 60_000,
    })
    expect(defaultLimits.mimetypes).toEqual(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])
  })

  it.each(['maxBytes', 'maxPixels', 'timeout', 'readTimeout'] as const)(
    'refuses a %s that is no positive number',
    name => {
      for (const value of [0, -1, Number.NaN, undefined as unknown as number]) {
        expect(() => resolveLimits({ [name]: value })).toThrow(RangeError)
        expect(() => resolveLimits({ [name]: value })).toThrow(`limits.${name}`)
      }
    },
  )
})

describe('the options of an application', () => {
  it.each([-1, Number.NaN])('refuse keepRetired %d', keepRetired => {
    expect(() => createSubject({ keepRetired })).toThrow(RangeError)
  })

  it('refuse bad limits at once', () => {
    expect(() => createSubject({ limits: { maxPixels: 0 } })).toThrow(RangeError)
  })

  it('refuse a type that could not be stored', () => {
    expect(() => resolveLimits({ mimetypes: ['image/jpeg', 'image/heic'] })).toThrow(/image\/heic/)
  })
})
