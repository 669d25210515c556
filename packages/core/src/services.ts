import type { HintQueue } from './hint-queue.js'
import type { ImageAttachEvent } from './image-attach-event.js'
import type { Limits } from './limits.js'
import type { Repository } from './repository.js'
import type { Resizer } from './resizer.js'
import type { Settler } from './settler.js'
import type { Store } from './store.js'
import type { StoreRegistry } from './store-registry.js'

/** What every verb needs; one per application, shared by its attachments. */
export interface Services<THandle, TTransaction extends THandle = THandle> {
  readonly repository: Repository<THandle, TTransaction>
  readonly resizer: Resizer
  readonly stores: StoreRegistry
  /** Holds the files of rows that name no store: those of SQLAlchemy-ImageAttach. */
  readonly legacyStore: Store | undefined
  readonly limits: Limits
  readonly settler: Settler<THandle>
  readonly hints: HintQueue<THandle>
  /** Tells the application; never throws. */
  emit(event: ImageAttachEvent): void
}
