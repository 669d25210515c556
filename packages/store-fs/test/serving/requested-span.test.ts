import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestedSpan } from '../../src/serving/requested-span.js'

describe('requestedSpan', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=99-', { start: 99, end: 100 }],
    ['bytes=90-1000', { start: 90, end: 100 }],
    ['bytes=90-99999999999999999999999', { start: 90, end: 100 }],
    ['bytes=-1', { start: 99, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['Bytes=1-2', { start: 1, end: 3 }],
    ['bytes=00000000001-2', { start: 1, end: 3 }],
  ])('takes %j for a part', (range, span) => {
    expect(requestedSpan(range, 100)).toEqual(span)
  })

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=99999999999999999999999-', 'bytes=-0'])('cannot satisfy %j', range => {
    expect(requestedSpan(range, 100)).toBe('unsatisfiable')
  })

  it('cannot satisfy any part of an empty file', () => {
    expect(requestedSpan('bytes=0-', 0)).toBe('unsatisfiable')
    expect(requestedSpan('bytes=-1', 0)).toBe('unsatisfiable')
  })

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=1-b',
    'bytes=20-10',
    'bytes=1',
    'bytes= 1-2',
    'bytes =1-2',
    'bytes=1-2;',
    'bytes=1-2-3',
    'bytes=--1',
    'bytes=+1-2',
    'bytes=1.5-2',
    'bytes=0x1-2',
    'bytes=١-٢',
    'items=1-2',
    'bytes=0-1,5-6',
    'bytes=0-1, 0-1',
    `bytes=${'0-,'.repeat(5000)}0-`,
  ])('gives the whole file for %j', range => {
    expect(requestedSpan(range, 100)).toBeUndefined()
  })

  it('never leaves the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.option(fc.nat()), fc.option(fc.nat()), (byteSize, first, last) => {
        const span = requestedSpan(`bytes=${first ?? ''}-${last ?? ''}`, byteSize)
        if (span === undefined || span === 'unsatisfiable') return
        expect(span.start).toBeGreaterThanOrEqual(0)
        expect(span.end).toBeGreaterThan(span.start)
        expect(span.end).toBeLessThanOrEqual(byteSize)
      }),
    )
  })
})
