/** A value of an owner or discriminator column. Integers beyond 2^53 are bigints or decimal strings. */
export type KeyValue = string | number | bigint

/** Owner and discriminator values by the names that the application uses. */
export type Key = Readonly<Record<string, KeyValue>>

/** Tells whether two keys agree in all columns of the first. `1`, `1n` and `'1'` are the same id. */
export function keyMatches(part: Key, whole: Key): boolean {
  return Object.entries(part).every(([name, value]) => String(whole[name]) === String(value))
}

/** The values of some columns of a key as one text, different for different values. */
export function keyId(key: Key, names: readonly string[]): string {
  const [name = ''] = names
  return names.length === 1 ? String(key[name]) : JSON.stringify(names.map(column => String(key[column])))
}

/** Orders keys by the given columns: integers, also as text, by size; everything else as text. */
export function compareKeys(left: Key, right: Key, names: readonly string[]): number {
  for (const name of names) {
    const order = compareValues(String(left[name]), String(right[name]))
    if (order !== 0) return order
  }
  return 0
}

function compareValues(left: string, right: string): number {
  if (left === right) return 0
  const less = integerPattern.test(left) && integerPattern.test(right) ? BigInt(left) < BigInt(right) : left < right
  return less ? -1 : 1
}

const integerPattern = /^-?\d+$/

/** A key in words: `user_id 7, order_index 2`. */
export function describeKey(key: Key): string {
  return Object.entries(key)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
