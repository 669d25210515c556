import type { ImageKey } from './image-key.js'
import type { StoreCallOptions } from './store.js'

/**
 * Marks that say of a file that it is deleted, although the store below an overlay has it.
 *
 * A mark is no file: its store does not read, list or stat it as one.
 */
export interface DeletionMarks {
  /**
   * Deletes the file, if there is one, and leaves a mark, which is durable when the promise is fulfilled. There is no
   * moment with neither file nor mark. Marking what is marked is success.
   */
  mark(key: ImageKey, options?: StoreCallOptions): Promise<void>

  /** Whether there is a mark. */
  isMarked(key: ImageKey, options?: StoreCallOptions): Promise<boolean>

  /** Takes the mark away, if there is one. A file under the key, put since, stays. */
  unmark(key: ImageKey, options?: StoreCallOptions): Promise<void>

  /** The keys that are marked, in any order; those marked or unmarked meanwhile may be missing or reported. */
  list(options?: StoreCallOptions): AsyncIterable<ImageKey>
}
