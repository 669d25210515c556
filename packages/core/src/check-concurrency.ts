/** The given number of things to do at once. Throws `RangeError` when it is no positive integer. */
export function checkConcurrency(count: number): number {
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new RangeError(`concurrency must be a positive whole number, not ${count}`)
}
