import type { ImageKey } from '../image-key.js'
import type { ImageRow } from '../image-row.js'
import type { ImageTable } from '../image-table.js'
import type { Key } from '../key.js'
import type { RetiredFile } from '../repository.js'

/** What the place of a file of SQLAlchemy-ImageAttach is computed from; kept in the ledger, since no row holds it. */
export interface LegacyPlace {
  readonly key: Key
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly objectType: string
  readonly objectId: string | null
}

/** What a store is told of a row. */
export function rowKey(table: ImageTable, row: ImageRow): ImageKey {
  const { path, width, height, mimetype } = row
  return { path, objectType: table.objectType, objectId: table.objectId(row.key), width, height, mimetype }
}

/** The file of a deleted row, as the ledger keeps it. */
export function retiredFile(table: ImageTable, row: ImageRow): RetiredFile {
  if (row.path !== '') return { path: row.path, store: row.store, legacy: null }
  const { width, height, mimetype } = row
  const place: LegacyPlace = {
    key: jsonKey(row.key),
    width,
    height,
    mimetype,
    objectType: table.objectType,
    objectId: table.objectId(row.key) ?? null,
  }
  return { path: legacyName(place), store: row.store, legacy: JSON.stringify(place) }
}

/** The place that a ledger line keeps. */
export function legacyPlace(legacy: string): LegacyPlace {
  return JSON.parse(legacy) as LegacyPlace // written by retiredFile and by nothing else
}

/** What a store is told of a file that only the ledger knows. */
export function placeKey(table: ImageTable, line: Omit<RetiredFile, 'store'>): ImageKey {
  if (line.legacy === null) {
    return { path: line.path, objectType: table.objectType, objectId: undefined, width: 0, height: 0, mimetype: '' }
  }
  const { objectType, objectId, width, height, mimetype } = legacyPlace(line.legacy)
  return { path: '', objectType, objectId: objectId ?? undefined, width, height, mimetype }
}

/** The name of an ancestor's file in the ledger; no path, since each store lays such files out in its own way. */
function legacyName(place: LegacyPlace): string {
  return `legacy:${place.objectType}/${place.objectId}/${place.width}x${place.height}/${place.mimetype}`
}

/** Bigints as text, so that JSON holds them exactly. */
function jsonKey(key: Key): Key {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  )
}
