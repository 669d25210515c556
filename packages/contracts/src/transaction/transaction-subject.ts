import type {
  ImageAttach,
  ImageAttachOptions,
  ImageTypes,
  MultipleAttachment,
  SingleAttachment,
} from '@imageattach/core'
import type { SwitchableStore } from '../repository/switchable-store.js'
import type { Barriers } from './barriers.js'

/**
 * What a subject may declare, beside what every engine can.
 *
 * - `concurrent`: several connections may have transactions open at the same time
 * - `deferred-constraints`: a constraint may be checked at the commit, so that the commit fails
 * - `postgres`, `mariadb`: what only this engine does, a commit that takes its time or one that nobody asked for
 */
export type TransactionCapability = 'concurrent' | 'deferred-constraints' | 'postgres' | 'mariadb'

/** What differs between the applications of one case. */
export interface ApplicationOptions extends Pick<ImageAttachOptions, 'onCleanupError' | 'onEvent'> {
  /** Default 0. */
  readonly keepRetired?: number
  /** The first one is the default for new images. Default: the subject's. */
  readonly stores?: readonly SwitchableStore[]
  /** Default: none. */
  readonly legacyStore?: SwitchableStore
  /** Default: the ledger that the subject has made. */
  readonly ledger?: string
  /** The table that `pictures` is about. Default `user_picture`. */
  readonly pictureTable?: string
}

/** A transaction that the application opened itself and that is still open. */
export interface OpenTransaction<T extends ImageTypes = ImageTypes> {
  readonly handle: T['handle']
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** ImageAttach as one process of an application holds it. */
export interface Application<T extends ImageTypes = ImageTypes> {
  /** One set for each `user_id` (64-bit integer), with a text column `caption`; renumbered together with its user. */
  readonly pictures: SingleAttachment<T>
  /** `post_photo`: several sets for each `post_id`, told apart by `order_index`, both integers. */
  readonly photos: MultipleAttachment<T>
  readonly images: ImageAttach<T['handle'], T['handle']>
  /** Stops this application, and no other one, before and after its statements and its calls to stores. */
  readonly barriers: Barriers
  /** Opens a transaction by the means of the ORM, on a connection of this application. */
  begin(): Promise<OpenTransaction<T>>
  /** As an application would write it: committed when `work` is done, rolled back when it throws. */
  transaction<TResult>(work: (handle: T['handle']) => Promise<TResult>): Promise<TResult>
}

/**
 * An adapter on an empty database of its own, opened by one application or by several, which share the store and the
 * ledger unless told otherwise. Their resizer is a {@link PngResizer}, their repositories and stores are decorated by
 * {@link withBarriers} and {@link storeWithBarriers}.
 */
export interface TransactionSubject<T extends ImageTypes = ImageTypes> {
  readonly engine: 'sqlite' | 'postgres' | 'mariadb'
  /** The default of the database's connections; our own transactions are READ COMMITTED on every one. */
  readonly isolation: 'read committed' | 'repeatable read'
  /** How many connections an application has. */
  readonly connections: number
  readonly store: SwitchableStore
  /** The application that most cases are about: `keepRetired: 0`, the subject's store and ledger. */
  readonly app: Application<T>
  /** All that were opened, `app` first. */
  readonly applications: readonly { readonly app: Application<T>; readonly options: ApplicationOptions }[]

  /**
   * Another process of the application, with connections of its own where the engine has several.
   */
  open(options?: ApplicationOptions): Promise<Application<T>>
  /** Makes another ledger, with a namespace of its own. */
  addLedger(name: string): Promise<void>
  /** Runs the work in a savepoint of the transaction, by the means of the ORM; rolled back when the work throws. */
  savepoint<TResult>(handle: T['handle'], work: (handle: T['handle']) => Promise<TResult>): Promise<TResult>
  /**
   * Runs a statement of the application as it stands, in the transaction or on a connection of its own. Identifiers
   * are in double quotes; the subject writes them as its engine does.
   */
  sql(statement: string, handle?: T['handle']): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** How many connections to the database wait for a lock right now, as the database tells. */
  lockWaits(): Promise<number>
  addUser(id: bigint | number): Promise<T['owner']>
  addPost(id: number): Promise<T['owner']>
}
