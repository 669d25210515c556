import type { Store } from '@imageattach/core'
import type { ListingStore } from './layers.js'
import { SandboxStore, type SandboxStoreOptions } from './sandbox-store.js'

/** A store that keeps marks in a way of its own, as `S3Store` does. */
export type MarkingStore = ListingStore & Required<Pick<Store, 'marks'>>

/** Options of {@link S3SandboxStore}. */
export interface S3SandboxStoreOptions extends SandboxStoreOptions<MarkingStore> {
  readonly underlying: MarkingStore
}

/**
 * A {@link SandboxStore} over two buckets, or two prefixes of one. It understands what the sandbox of
 * SQLAlchemy-ImageAttach has put into the overriding one, and that understands what it puts there: a mark is an empty
 * object of the type `application/x-sqlalchemy-imageattach-sandbox-deleted` in the place of the file.
 *
 * ```ts
 * import { S3Store } from '@imageattach/store-s3'
 * import { S3SandboxStore } from '@imageattach/store-sandbox'
 *
 * export const store = new S3SandboxStore({
 *   underlying: new S3Store({ name: 's3', bucket: 'example-images' }),
 *   overriding: new S3Store({ bucket: 'example-preview', prefix: 'pull-42' }),
 * })
 * ```
 */
export class S3SandboxStore extends SandboxStore<MarkingStore> {
  /** Narrower than that of its parent: stores without marks of their own do not compile. */
  constructor(options: S3SandboxStoreOptions) {
    super(options)
  }
}
