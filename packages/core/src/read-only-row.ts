import { ReadOnlyRowError } from './errors.js'

const remedies = {
  insert: 'set.fromFile(...)',
  change: 'set.fromFile(...), which replaces the image',
  delete: 'set.remove()',
} as const

/** What an ORM was to do to an image row. */
export type RowChange = keyof typeof remedies

/**
 * What adapters throw whose ORM tells that it is about to write an image row.
 *
 * @param column - the image column that was to change
 */
export function readOnlyRow(table: string, change: RowChange, column?: string): ReadOnlyRowError {
  const detail = column === undefined ? '' : `; "${column}" is its column`
  return new ReadOnlyRowError(
    `${table}: only ImageAttach ${change}s image rows, since rows and files would no longer agree${detail}; ` +
      `use ${remedies[change]}`,
  )
}
