import type { ByteSpan } from '@imageattach/core'

/**
 * The part of a file that a `Range` header asks for; `undefined` means the whole file, which is also the answer to a
 * header that makes no sense, and to one that asks for several parts: thousands of them would cost more than the file.
 */
export function requestedSpan(range: string | undefined, byteSize: number): ByteSpan | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), byteSize)
    return length === 0 ? 'unsatisfiable' : { start: byteSize - length, end: byteSize }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= byteSize) return 'unsatisfiable'
  return { start, end: last === '' ? byteSize : Math.min(Number(last) + 1, byteSize) }
}
