import { type DeletionMarks, type ImageKey, isFileNotFound, type Store, type StoreCallOptions } from '@imageattach/core'

/** A store that can list its files. */
export type ListingStore = Store & Required<Pick<Store, 'list'>>

/** What a sandbox is made of. A file is looked for in the overriding store, then among the marks, then below. */
export interface Layers<TOverriding extends Store = Store> {
  readonly underlying: Store
  readonly overriding: TOverriding
  /** The files that are deleted here, whether the underlying store has them or not. */
  readonly marks: DeletionMarks
}

/** Whether a store has the file. */
export async function hasFile(store: Store, key: ImageKey, options?: StoreCallOptions): Promise<boolean> {
  if (store.stat) return (await store.stat(key, options)) !== undefined
  try {
    const stream = await store.getFile(key, options)
    await stream.cancel()
    return true
  } catch (error) {
    if (isFileNotFound(error)) return false
    throw error
  }
}

/** The bytes of a file, whole. */
export async function readFile(store: Store, key: ImageKey, options?: StoreCallOptions): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await store.getFile(key, options)).arrayBuffer())
}
