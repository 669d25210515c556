import { ConnectionError, ContextError, UnsavedOwnerError } from './errors.js'
import type { ImageTable } from './image-table.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import type { Services } from './services.js'
import type { Store } from './store.js'
import { currentStore } from './store-context.js'

/** Everything that the sets of one attachment share. */
export interface AttachmentDefinition<T extends ImageTypes> {
  readonly services: Services<T['handle']>
  readonly table: ImageTable
  /** The key of an owner, checked. Throws {@link OwnerKeyError} or {@link UnsavedOwnerError}. */
  ownerKey(owner: T['owner']): Key
  /** For new images. Default: the default of the registry. */
  readonly store: Store | undefined
  /** The transaction that verbs are bound to. Default: verbs open their own. */
  readonly handle: T['handle'] | undefined
}

/** The key of an owner, or what will give it: sets are made before owners are saved, and before there is a database. */
export function keyOf<T extends ImageTypes>(definition: AttachmentDefinition<T>, owner: T['owner']): Key | (() => Key) {
  try {
    return definition.ownerKey(owner)
  } catch (error) {
    if (error instanceof UnsavedOwnerError || error instanceof ConnectionError) return () => definition.ownerKey(owner)
    throw error
  }
}

/**
 * The store for new images: the one given, else the current context's, else the attachment's, else the registry's
 * default.
 *
 * @throws {@link ContextError} when there is none, or it is not registered, so that no row could name it
 */
export function storeForWriting<T extends ImageTypes>(definition: AttachmentDefinition<T>, given?: Store): Store {
  const { stores } = definition.services
  const store = given ?? currentStore() ?? definition.store ?? stores.getDefault()
  if (stores.has(store)) return store
  throw new ContextError(
    `${definition.table.name}: store "${store.name}" is not registered, and rows name their store; ` +
      'register it with images.stores.add(store)',
  )
}
