import type { ImageTable } from './image-table.js'

/** Throws `TypeError` for what is no array: one owner, or a relation that was not fetched. */
export function requireArray<TValue>(
  { name }: ImageTable,
  verb: string,
  what: 'owners' | 'rows',
  values: readonly TValue[],
): readonly TValue[] {
  if (Array.isArray(values)) return values
  throw new TypeError(`${name}: ${verb} takes an array of ${what}, not ${values === null ? 'null' : typeof values}`)
}
