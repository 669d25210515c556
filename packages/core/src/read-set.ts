import type { AttachmentDefinition } from './attachment-definition.js'
import { Image } from './image.js'
import { currentRows, type ImageRow } from './image-row.js'
import { keyColumns } from './image-table.js'
import type { ImageTypes } from './image-types.js'
import { compareKeys, type Key, keyId } from './key.js'
import type { Store } from './store.js'
import { storedRow } from './stored-row.js'
import { unitOfWork } from './unit-of-work.js'

/** Which images of a set, and in what order. */
export interface ImageFilter {
  readonly original?: boolean
  /** Pixels. */
  readonly width?: number
  /** Pixels. */
  readonly height?: number
  readonly mimetype?: string
  /** Default: the original first, then the largest first. */
  readonly orderBy?: 'width' | 'height' | 'createdAt'
  /** Turns the order round. Default false. */
  readonly descending?: boolean
}

/** The rows of a set that are true now: one query. Thumbnails of an original that is gone are left out. */
export async function readRows<T extends ImageTypes>(
  definition: AttachmentDefinition<T>,
  key: Key,
): Promise<readonly ImageRow<T['record']>[]> {
  const { services, table, handle } = definition
  const rows = await unitOfWork(services, table, handle).session.find(table, key)
  return currentRows(rows as readonly ImageRow<T['record']>[]) // the adapter's rows are its records
}

/** The image of a row; `asked` must be the store that the row names. */
export function imageOf<T extends ImageTypes>(
  { services, table }: AttachmentDefinition<T>,
  row: ImageRow<T['record']>,
  asked?: Store,
): Image<T['record']> | Promise<Image<T['record']>> {
  return Image.fromRow(storedRow(services, table, row, asked))
}

/** Puts the rows of several sets apart, the sets in the order of their keys. */
export function groupBySet<TRow extends ImageRow>(
  table: AttachmentDefinition<ImageTypes>['table'],
  rows: readonly TRow[],
): readonly (readonly TRow[])[] {
  const names = keyColumns(table).map(column => column.name)
  const sets = new Map<string, TRow[]>()
  for (const row of rows) {
    const id = keyId(row.key, names)
    const set = sets.get(id)
    if (set) set.push(row)
    else sets.set(id, [row])
  }
  return [...sets.values()].sort(([left], [right]) => compareKeys(left?.key ?? {}, right?.key ?? {}, names))
}

/** The rows that a filter lets through, in its order. */
export function filterRows<TRow extends ImageRow>(rows: readonly TRow[], filter: ImageFilter): readonly TRow[] {
  const { original, width, height, mimetype, orderBy, descending = false } = filter
  const found = rows.filter(
    row =>
      (original === undefined || row.original === original) &&
      (width === undefined || row.width === width) &&
      (height === undefined || row.height === height) &&
      (mimetype === undefined || row.mimetype === mimetype),
  )
  const sorted = found.sort(orderBy ? (left, right) => compare(left[orderBy], right[orderBy]) : originalThenLargest)
  return descending ? sorted.reverse() : sorted
}

function originalThenLargest(left: ImageRow, right: ImageRow): number {
  if (left.original !== right.original) return left.original ? -1 : 1
  return right.width * right.height - left.width * left.height
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : left > right ? 1 : 0
}
