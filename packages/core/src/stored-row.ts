import { ContextError, StoreMismatchError } from './errors.js'
import { FileProxy } from './file-proxy.js'
import type { ImageKey } from './image-key.js'
import type { ImageRow } from './image-row.js'
import type { ImageTable } from './image-table.js'
import { rowKey } from './legacy/legacy-place.js'
import { SeekableFileProxy } from './seekable-file-proxy.js'
import type { Services } from './services.js'
import type { Store } from './store.js'
import { currentStore } from './store-context.js'

/** A row together with the store that holds its bytes, and what that store calls them. */
export interface StoredRow<TRecord = unknown> {
  readonly row: ImageRow<TRecord>
  readonly store: Store
  readonly key: ImageKey
}

export interface OpenOptions {
  /** Reads the bytes into memory, so that any part can be read at any time. Default false. */
  readonly seekable?: boolean
  readonly signal?: AbortSignal
}

/** A row with its store; see {@link storeOf}. */
export function storedRow<TRecord>(
  services: Pick<Services<never>, 'stores' | 'legacyStore'>,
  table: ImageTable,
  row: ImageRow<TRecord>,
  asked?: Store,
): StoredRow<TRecord> {
  return { row, store: storeOf(services, table, row, asked), key: rowKey(table, row) }
}

/**
 * Finds the store that a row names. A row of SQLAlchemy-ImageAttach names none: its files are in the given store, else
 * in the pinned `legacyStore`.
 *
 * @throws {@link StoreMismatchError} when the row's store is not registered, or is another than the one asked for
 */
export function storeOf(
  services: Pick<Services<never>, 'stores' | 'legacyStore'>,
  table: ImageTable,
  row: ImageRow,
  asked?: Store,
): Store {
  const store = row.store === '' ? legacyStoreOf(services, table, asked) : services.stores.get(row.store)
  if (asked && asked !== store) {
    throw new StoreMismatchError(
      `${table.name}: this image is in store "${store.name}", but store "${asked.name}" was asked for; ` +
        'the store argument is for writing',
    )
  }
  if (row.path === '' && !store.readsLegacyLayout) {
    throw new StoreMismatchError(
      `${table.name}: this row holds no path, so it is one of SQLAlchemy-ImageAttach, ` +
        `and store "${store.name}" does not know that layout; set \`legacyStore\` to one that does`,
    )
  }
  return store
}

function legacyStoreOf(
  services: Pick<Services<never>, 'legacyStore'>,
  table: ImageTable,
  asked: Store | undefined,
): Store {
  const store = services.legacyStore ?? asked ?? currentStore()
  if (store) return store
  throw new ContextError(
    `${table.name}: this row names no store, so it is one of SQLAlchemy-ImageAttach; ` +
      'say where those files are with the option `legacyStore`',
  )
}

/** Opens the bytes of a row. */
export async function openRow(
  stored: StoredRow,
  { seekable = false, signal }: OpenOptions = {},
): Promise<FileProxy | SeekableFileProxy> {
  const file = new FileProxy(await stored.store.getFile(stored.key, signal ? { signal } : {}))
  return seekable ? new SeekableFileProxy(await file.read()) : file
}

/** The bytes of a row, whole. */
export async function readRow(stored: StoredRow, options: Omit<OpenOptions, 'seekable'> = {}): Promise<Uint8Array> {
  const file = await openRow(stored, options)
  return file.read()
}
