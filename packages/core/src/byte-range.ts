import type { ByteRange } from './store.js'

/** The bytes from `start` up to, not including, `end`. */
export interface ByteSpan {
  readonly start: number
  readonly end: number
}

/** Throws `RangeError` for a range that no file has. */
export function checkRange(range: ByteRange | undefined): void {
  if (range === undefined) return
  const { start, end = start } = range
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start) return
  throw new RangeError(`A range needs whole numbers, 0 <= start <= end, not ${start}-${end}`)
}

/** The part of a file that a range asks for. As in HTTP it may end past the file, but not start there. */
export function spanOf(range: ByteRange | undefined, byteSize: number): ByteSpan {
  if (range === undefined) return { start: 0, end: byteSize }
  if (range.start >= byteSize) {
    throw new RangeError(`A range of a file of ${byteSize} bytes cannot start at ${range.start}`)
  }
  return { start: range.start, end: Math.min((range.end ?? byteSize - 1) + 1, byteSize) }
}
